import {
  type Cluster,
  createCluster,
  createObject,
  fileWorlds,
  type KubeObject,
} from '../../src/model/cluster/index.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { NEWEST_MINOR } from '../../src/model/kube/index.ts';
import { below, chance, createRng, pick, type Rng } from '../../test/support/rng.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const GROUP = 'rbac.authorization.k8s.io';
const NAMESPACES = 1000;
const ACCOUNTS = 10;
const ROLES = 20;
const BINDINGS = 27;
const CLUSTER_ROLES = 1500;
const CLUSTER_BINDINGS = 1500;
const AGGREGATED = 20;
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const RESOURCES: readonly (readonly [string, string])[] = [
  ['', 'pods'],
  ['', 'pods/exec'],
  ['', 'secrets'],
  ['', 'configmaps'],
  ['', 'services'],
  ['apps', 'deployments'],
  ['batch', 'jobs'],
  ['networking.k8s.io', 'ingresses'],
  ['example.com', 'widgets'],
];

function namespaceOf(index: number): string {
  return `team-${String(index).padStart(4, '0')}`;
}

function rules(rng: Rng): readonly JsonObject[] {
  return Array.from({ length: 1 + below(rng, 4) }, () => {
    const [group, resource] = pick(rng, RESOURCES);
    return {
      verbs: chance(rng, 0.03) ? ['*'] : VERBS.filter(() => chance(rng, 0.4)),
      apiGroups: [group],
      resources: [chance(rng, 0.02) ? '*' : resource],
      ...(chance(rng, 0.1) ? { resourceNames: [`name-${below(rng, 5)}`] } : {}),
    };
  });
}

function objectOf(kind: string, metadata: JsonObject, more: JsonObject): KubeObject {
  const data = { apiVersion: kind === 'ServiceAccount' ? 'v1' : RBAC, kind, metadata, ...more };
  const namespaced = !kind.startsWith('Cluster');
  return createObject(data, { namespaced, defaultNamespace: 'default', source: undefined, invalid: [] });
}

function subjects(rng: Rng, namespace: string): readonly JsonObject[] {
  const account = { kind: 'ServiceAccount', name: `account-${below(rng, ACCOUNTS)}`, namespace };
  if (chance(rng, 0.8)) return [account];
  return [account, { kind: 'Group', apiGroup: GROUP, name: `group-${below(rng, 500)}` }];
}

function* ofNamespace(rng: Rng, namespace: string): Iterable<KubeObject> {
  for (let i = 0; i < ACCOUNTS; i++) yield objectOf('ServiceAccount', { name: `account-${i}`, namespace }, {});
  for (let i = 0; i < ROLES; i++) yield objectOf('Role', { name: `role-${i}`, namespace }, { rules: rules(rng) });
  for (let i = 0; i < BINDINGS; i++) {
    const own = chance(rng, 0.6);
    const name = own ? `role-${below(rng, ROLES)}` : `role-${below(rng, CLUSTER_ROLES)}`;
    const roleRef = { apiGroup: GROUP, kind: own ? 'Role' : 'ClusterRole', name };
    yield objectOf('RoleBinding', { name: `binding-${i}`, namespace }, { roleRef, subjects: subjects(rng, namespace) });
  }
}

function* clusterWide(rng: Rng): Iterable<KubeObject> {
  for (let i = 0; i < CLUSTER_ROLES; i++) {
    const labels: JsonObject = chance(rng, 0.1) ? { 'example.com/to': `sum-${below(rng, AGGREGATED)}` } : {};
    const sum = i < AGGREGATED ? [{ matchLabels: { 'example.com/to': `sum-${i}` } }] : undefined;
    const more = sum === undefined ? { rules: rules(rng) } : { aggregationRule: { clusterRoleSelectors: sum } };
    yield objectOf('ClusterRole', { name: `role-${i}`, labels }, more);
  }
  for (let i = 0; i < CLUSTER_BINDINGS; i++) {
    const roleRef = { apiGroup: GROUP, kind: 'ClusterRole', name: `role-${below(rng, CLUSTER_ROLES)}` };
    const namespace = namespaceOf(below(rng, NAMESPACES));
    yield objectOf('ClusterRoleBinding', { name: `binding-${i}` }, { roleRef, subjects: subjects(rng, namespace) });
  }
}

/** A cluster of 50,000 roles and bindings, 10,000 service accounts and 1,000 namespaces, the same for the same seed. */
export function accessFleet(seed: number): Cluster {
  const rng = createRng(seed);
  const objects: KubeObject[] = [...clusterWide(rng)];
  for (let i = 0; i < NAMESPACES; i++) objects.push(...ofNamespace(rng, namespaceOf(i)));
  return createCluster({
    name: 'fleet',
    origin: 'files',
    version: { minor: NEWEST_MINOR, from: 'default' },
    objects,
    worlds: fileWorlds(true),
    files: [],
    diagnostics: [],
    extraTemplates: {},
  });
}

/** A random question about that cluster: in a namespace mostly, and about what rules are about. */
export function fleetQuestion(rng: Rng): {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
} {
  const [group, combined] = pick(rng, RESOURCES);
  const [resource = '', subresource = ''] = combined.split('/');
  const namespace = chance(rng, 0.1) ? '' : namespaceOf(below(rng, NAMESPACES));
  return { verb: pick(rng, VERBS), group, resource, subresource, namespace };
}
