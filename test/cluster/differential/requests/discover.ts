import type { RequestContext, ServedResource } from '../../../../src/engines/access/index.ts';
import { isList, isObject, textOf, valueAt } from '../../../../src/model/json.ts';
import type { ControlPlane } from '../../index.ts';

/** What a server says that it serves. */
export type Discovery = NonNullable<RequestContext['discovery']>;

/** Asks the server for all its resources. */
export async function discover(plane: ControlPlane): Promise<Discovery> {
  const served = new Map<string, ServedResource>();
  const groups = valueAt(await plane.admin.send('GET', '/apis'), ['groups']);
  const versions = (isList(groups) ? groups : []).map((group) =>
    textOf(valueAt(group, ['preferredVersion', 'groupVersion'])),
  );
  for (const path of ['/api/v1', ...versions.map((version) => `/apis/${version}`)]) {
    const list = await plane.admin.send('GET', path);
    const [group = ''] = path.startsWith('/apis/') ? path.slice('/apis/'.length).split('/') : [];
    const { resources } = list;
    for (const resource of isList(resources) ? resources.filter(isObject) : []) {
      const verbs = isList(resource['verbs']) ? resource['verbs'].map(textOf) : [];
      served.set(`${group}/${textOf(resource['name'])}`, { namespaced: resource['namespaced'] === true, verbs });
    }
  }
  return (group, resource, subresource) =>
    served.get(`${group}/${resource}${subresource === '' ? '' : `/${subresource}`}`);
}
