import type { JsonObject } from '../../../../src/model/json.ts';
import { below, chance, pick, type Rng } from '../../../support/rng.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
/** Namespaces that roles, bindings and questions are about. */
export const NAMESPACES = ['red', 'green', 'blue'] as const;
export const USERS = ['ada', 'bob', 'cyd', 'system:serviceaccount:red:robot'] as const;
export const GROUPS = [
  'devs',
  'ops',
  'system:serviceaccounts',
  'system:serviceaccounts:green',
  'system:authenticated',
] as const;
export const ACCOUNTS = ['robot', 'default', 'runner'] as const;
export const VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'impersonate',
  'bind',
  'escalate',
  'approve',
  'sign',
  'use',
  'impersonate:user-info',
  'invented',
] as const;
export const GROUPS_OF_API = [
  '',
  '',
  'apps',
  'batch',
  'rbac.authorization.k8s.io',
  'certificates.k8s.io',
  'authentication.k8s.io',
  'extensions',
  'example.com',
] as const;
/** Resources with their subresource. */
export const RESOURCES = [
  'pods',
  'pods/exec',
  'pods/log',
  'pods/ephemeralcontainers',
  'pods/status',
  'deployments',
  'deployments/scale',
  'secrets',
  'configmaps',
  'namespaces',
  'nodes',
  'nodes/proxy',
  'serviceaccounts',
  'serviceaccounts/token',
  'roles',
  'clusterroles',
  'users',
  'groups',
  'uids',
  'signers',
  'certificatesigningrequests/approval',
  'widgets',
  'widgets/scale',
  'podsecuritypolicies',
] as const;
const PATTERNS = ['*', '*/exec', '*/scale', 'pods/*', '*/*', '*/log'] as const;
export const NAMES = ['one', 'two', '*', 'example.com/*', 'example.com/signer', 'red'] as const;
export const URLS = [
  '/metrics',
  '/healthz',
  '/healthz/etcd',
  '/api',
  '/apis/x',
  '/debug/pprof/heap',
  '/debug/x/heap',
  '/a*b',
  '/axb',
] as const;
const URL_PATTERNS = [
  '/metrics',
  '/healthz',
  '/healthz/*',
  '/api*',
  '*',
  '/a*b',
  '/debug/*/heap',
  '/debug/pprof/*',
] as const;

function some<T>(rng: Rng, from: readonly T[], most: number): readonly T[] {
  return Array.from({ length: 1 + below(rng, most) }, () => pick(rng, from));
}

function resourceRule(rng: Rng): JsonObject {
  return {
    verbs: chance(rng, 0.15) ? ['*'] : [...new Set(some(rng, VERBS, 3))],
    apiGroups: chance(rng, 0.2) ? ['*'] : [...new Set(some(rng, GROUPS_OF_API, 2))],
    resources: chance(rng, 0.3) ? [pick(rng, PATTERNS)] : [...new Set(some(rng, RESOURCES, 3))],
    ...(chance(rng, 0.2) ? { resourceNames: [...new Set(some(rng, NAMES, 2))] } : {}),
  };
}

function urlRule(rng: Rng): JsonObject {
  return {
    verbs: chance(rng, 0.2) ? ['*'] : [pick(rng, ['get', 'post', 'head'])],
    nonResourceURLs: [pick(rng, URL_PATTERNS)],
  };
}

function rules(rng: Rng, withUrls: boolean): readonly JsonObject[] {
  return Array.from({ length: below(rng, 4) }, () =>
    withUrls && chance(rng, 0.25) ? urlRule(rng) : resourceRule(rng),
  );
}

const LABELS: readonly JsonObject[] = [
  {},
  {},
  { 'merlon.dev/to': 'first' },
  { 'merlon.dev/to': 'second' },
  { 'merlon.dev/to': 'first', 'merlon.dev/also': 'yes' },
];
const SELECTORS: readonly JsonObject[] = [
  { matchLabels: { 'merlon.dev/to': 'first' } },
  { matchLabels: { 'merlon.dev/to': 'first', 'merlon.dev/also': 'yes' } },
  { matchExpressions: [{ key: 'merlon.dev/to', operator: 'In', values: ['second'] }] },
  { matchExpressions: [{ key: 'merlon.dev/also', operator: 'Exists' }] },
];

function subject(rng: Rng): JsonObject {
  const kind = pick(rng, ['User', 'Group', 'ServiceAccount', 'ServiceAccount']);
  if (kind === 'User') return { kind, apiGroup: 'rbac.authorization.k8s.io', name: pick(rng, USERS) };
  if (kind === 'Group') return { kind, apiGroup: 'rbac.authorization.k8s.io', name: pick(rng, GROUPS) };
  return { kind, name: pick(rng, ACCOUNTS), namespace: pick(rng, NAMESPACES) };
}

function subjects(rng: Rng): readonly JsonObject[] {
  return Array.from({ length: below(rng, 3) + (chance(rng, 0.9) ? 1 : 0) }, () => subject(rng));
}

/** An object and the path that it is POSTed to. */
export interface Posted {
  readonly path: string;
  readonly body: JsonObject;
}

const CLUSTER = '/apis/rbac.authorization.k8s.io/v1';
const COUNTS = { clusterRoles: 40, aggregated: 6, roles: 10, clusterBindings: 14, bindings: 14 };

const GROUP = 'rbac.authorization.k8s.io';

function* numbered(count: number, make: (index: number) => Posted): Iterable<Posted> {
  for (let i = 0; i < count; i++) yield make(i);
}

function anyClusterRole(rng: Rng): string {
  if (chance(rng, 0.15)) return pick(rng, ['admin', 'edit', 'view', 'cluster-admin']);
  // A few more than there are: bindings to nothing.
  return chance(rng, 0.2) ? `sum-${below(rng, COUNTS.aggregated)}` : `role-${below(rng, COUNTS.clusterRoles + 4)}`;
}

function clusterRole(rng: Rng, index: number): Posted {
  const metadata = { name: `role-${index}`, labels: pick(rng, LABELS) };
  const body = { apiVersion: RBAC, kind: 'ClusterRole', metadata, rules: rules(rng, true) };
  return { path: `${CLUSTER}/clusterroles`, body };
}

function aggregatedRole(rng: Rng, index: number): Posted {
  const labels: JsonObject = chance(rng, 0.3) ? { 'merlon.dev/to': 'second' } : {};
  const aggregationRule = { clusterRoleSelectors: some(rng, SELECTORS, 2) };
  const body = {
    apiVersion: RBAC,
    kind: 'ClusterRole',
    metadata: { name: `sum-${index}`, labels },
    aggregationRule,
    rules: [],
  };
  return { path: `${CLUSTER}/clusterroles`, body };
}

function clusterBinding(rng: Rng, index: number): Posted {
  const roleRef = { apiGroup: GROUP, kind: 'ClusterRole', name: anyClusterRole(rng) };
  const metadata = { name: `everywhere-${index}` };
  const body = { apiVersion: RBAC, kind: 'ClusterRoleBinding', metadata, subjects: subjects(rng), roleRef };
  return { path: `${CLUSTER}/clusterrolebindings`, body };
}

function role(rng: Rng, namespace: string, index: number): Posted {
  const body = {
    apiVersion: RBAC,
    kind: 'Role',
    metadata: { name: `role-${index}`, namespace },
    rules: rules(rng, false),
  };
  return { path: `${CLUSTER}/namespaces/${namespace}/roles`, body };
}

function binding(rng: Rng, namespace: string, index: number): Posted {
  const own = chance(rng, 0.5);
  const name = own ? `role-${below(rng, COUNTS.roles + 2)}` : anyClusterRole(rng);
  const roleRef = { apiGroup: GROUP, kind: own ? 'Role' : 'ClusterRole', name };
  const metadata = { name: `here-${index}`, namespace };
  const body = { apiVersion: RBAC, kind: 'RoleBinding', metadata, subjects: subjects(rng), roleRef };
  return { path: `${CLUSTER}/namespaces/${namespace}/rolebindings`, body };
}

/** Random roles and bindings, aggregation and dangling references among them, each a valid object to the API server. */
export function* randomWorld(rng: Rng): Iterable<Posted> {
  yield* numbered(COUNTS.clusterRoles, (index) => clusterRole(rng, index));
  yield* numbered(COUNTS.aggregated, (index) => aggregatedRole(rng, index));
  yield* numbered(COUNTS.clusterBindings, (index) => clusterBinding(rng, index));
  for (const namespace of NAMESPACES) {
    yield* numbered(COUNTS.roles, (index) => role(rng, namespace, index));
    yield* numbered(COUNTS.bindings, (index) => binding(rng, namespace, index));
  }
}
