import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isList, isObject, type JsonObject, textOf, valueAt } from '../../../../src/model/json.ts';
import { bootstrapRbac, compareWithBootstrap, findApiResource } from '../../../../src/model/kube/index.ts';
import { type ControlPlane, startControlPlane, VERSIONS } from '../../index.ts';

function itemsOf(list: JsonObject): readonly JsonObject[] {
  const { items } = list;
  return isList(items) ? items.filter(isObject) : [];
}

function idOf(object: JsonObject): string {
  const [namespace, name] = ['namespace', 'name'].map((key) => textOf(valueAt(object, ['metadata', key])));
  return `${textOf(object['kind'])} ${namespace}/${name}`;
}

const KINDS: readonly (readonly [string, string])[] = [
  ['clusterroles', 'ClusterRole'],
  ['clusterrolebindings', 'ClusterRoleBinding'],
  ['roles', 'Role'],
  ['rolebindings', 'RoleBinding'],
];

describe.each(VERSIONS)('the tables of Kubernetes and API server %s', (version) => {
  const minor = Number(version.split('.')[1]);
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane({ version });
  });
  afterAll(() => plane.stop());

  it('have the same built-in roles and bindings', async () => {
    const found: JsonObject[] = [];
    for (const [resource, kind] of KINDS) {
      const path = `/apis/rbac.authorization.k8s.io/v1/${resource}`;
      const query = { labelSelector: 'kubernetes.io/bootstrapping=rbac-defaults' };
      found.push(...itemsOf(await plane.admin.send('GET', path, { query })).map((item) => ({ ...item, kind })));
    }
    expect(found.map(idOf).toSorted()).toEqual([...bootstrapRbac(minor)].map(idOf).toSorted());
    const none = { added: [], removed: [], addedSubjects: [], removedSubjects: [], redirected: false };
    for (const object of found) {
      const namespace = textOf(valueAt(object, ['metadata', 'namespace']));
      expect(compareWithBootstrap(object, namespace, minor), idOf(object)).toEqual(none);
    }
  });

  it('say of every resource that is served the same scope and verbs', async () => {
    const groups = await plane.admin.send('GET', '/apis');
    const served = valueAt(groups, ['groups']);
    const paths = (isList(served) ? served : []).flatMap((group) => {
      const versions = valueAt(group, ['versions']);
      return (isList(versions) ? versions : []).map((one) => `/apis/${textOf(valueAt(one, ['groupVersion']))}`);
    });
    let compared = 0;
    for (const path of ['/api/v1', ...paths]) {
      const list = await plane.admin.send('GET', path);
      const { resources } = list;
      const [group = ''] = textOf(list['groupVersion']).includes('/') ? textOf(list['groupVersion']).split('/') : [''];
      for (const resource of isList(resources) ? resources.filter(isObject) : []) {
        const [name = '', subresource = ''] = textOf(resource['name']).split('/');
        const ours = findApiResource(group, name, subresource, minor);
        expect(ours?.namespaced, `${path} ${textOf(resource['name'])}`).toBe(resource['namespaced']);
        expect(ours?.verbs).toEqual(expect.arrayContaining(resource['verbs'] as string[]));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(100);
  });
});
