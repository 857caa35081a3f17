import type { ApiRequest } from '../../../../src/engines/access/index.ts';
import { isObject, type Json, type JsonObject } from '../../../../src/model/json.ts';
import { chance, pick, type Rng } from '../../../support/rng.ts';
import { binding, make, NAMESPACES, policy, policyBinding, RBAC, role, ruleOf } from './fixtures.ts';

/** A request as it is sent, and what our engine is told of it beside method and URI. */
export interface Sent {
  readonly method: string;
  /** With the query. */
  readonly uri: string;
  readonly body?: JsonObject;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly told: Omit<ApiRequest, 'attributes' | 'as' | 'boundNode'>;
}

/** The objects before, by path, as the server gives them. */
export type Existing = ReadonlyMap<string, JsonObject>;

const MERGE = 'application/merge-patch+json';
const APPLY = 'application/apply-patch+yaml';
const SECRETS = ruleOf('get', '', 'secrets');
const RULES: readonly (readonly JsonObject[])[] = [
  [],
  [SECRETS],
  [ruleOf('list', 'apps', 'deployments')],
  [ruleOf('*', '*', '*')],
  [SECRETS, ruleOf('create', '', 'pods/exec')],
  [{ ...SECRETS, resourceNames: ['there'] }],
];
const WEB_SOCKET = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  'sec-websocket-protocol': 'v5.channel.k8s.io',
};

function dry(path: string, more = ''): string {
  return `${path}?dryRun=All${more}`;
}

/** What a merge patch leaves. https://www.rfc-editor.org/rfc/rfc7396 */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    const old = merged[key];
    merged[key] = isObject(value) ? mergePatch(isObject(old) ? old : {}, value) : value;
  }
  return merged;
}

const core = (rng: Rng): string => `/api/v1/namespaces/${pick(rng, NAMESPACES)}`;

/** Kinds that are written, each with where and as what. */
const WRITTEN: readonly (readonly [(namespace: string) => string, string, string])[] = [
  [(namespace) => `/api/v1/namespaces/${namespace}/configmaps`, 'v1', 'ConfigMap'],
  [(namespace) => `/api/v1/namespaces/${namespace}/secrets`, 'v1', 'Secret'],
  [(namespace) => `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`, 'coordination.k8s.io/v1', 'Lease'],
  [(namespace) => `/api/v1/namespaces/${namespace}/serviceaccounts`, 'v1', 'ServiceAccount'],
];

function read(rng: Rng): Sent {
  const what = pick(rng, ['pods', 'configmaps', 'secrets']);
  const name = pick(rng, ['pod', 'there', 'gone']);
  const path = `${core(rng)}/${what}`;
  const selector = `fieldSelector=metadata.name%3D${name}`;
  const uris = [
    `${path}/${name}`,
    path,
    `${path}?${selector}`,
    `${path}?watch=1&timeoutSeconds=1`,
    `${path}?watch=true&timeoutSeconds=1&${selector}`,
    `/api/v1/${what}`,
    `${path}?limit=many&${selector}`,
    `/api/v1/watch/namespaces/red/${what}/${name}?timeoutSeconds=1`,
  ];
  return { method: 'GET', uri: pick(rng, uris), told: {} };
}

function remove(rng: Rng): Sent {
  const path = `${core(rng)}/${pick(rng, ['pods', 'configmaps', 'secrets'])}`;
  const uris = [dry(path), dry(`${path}/there`), dry(path, '&fieldSelector=metadata.name%3Dthere')];
  return { method: 'DELETE', uri: pick(rng, uris), told: {} };
}

function write(rng: Rng, existing: Existing): Sent {
  const [place, apiVersion, kind] = pick(rng, WRITTEN);
  const path = place(pick(rng, NAMESPACES));
  const name = pick(rng, ['there', 'robot', 'gone']);
  const before = existing.get(`${path}/${name}`);
  const told = { exists: before !== undefined };
  const body = make(apiVersion, kind, name);
  const labels = { metadata: { labels: { a: 'b' } } };
  const options: readonly Sent[] = [
    { method: 'POST', uri: dry(path), body, told: {} },
    { method: 'PUT', uri: dry(`${path}/${name}`), body, told },
    { method: 'PATCH', uri: dry(`${path}/${name}`), body: labels, contentType: MERGE, told },
    {
      method: 'PATCH',
      uri: dry(`${path}/${name}`, '&fieldManager=test&force=true'),
      body,
      contentType: APPLY,
      told: { ...told, apply: true },
    },
  ];
  return pick(rng, options);
}

function stream(rng: Rng): Sent {
  const uri = `${core(rng)}/pods/${pick(rng, ['pod', 'gone'])}/${pick(rng, ['exec', 'attach', 'portforward'])}`;
  const query = uri.endsWith('portforward') ? '?ports=80' : '?command=id&stdout=true';
  if (chance(rng, 0.4)) return { method: 'POST', uri: uri + query, told: {} };
  return { method: 'GET', uri: uri + query, headers: WEB_SOCKET, told: {} };
}

function odd(rng: Rng): Sent {
  const at = core(rng);
  const options: readonly Sent[] = [
    { method: 'GET', uri: `${at}/pods/gone/proxy/x`, told: {} },
    { method: 'GET', uri: `${at}/services/gone/proxy`, told: {} },
    { method: 'GET', uri: '/api/v1/nodes/gone/proxy/pods', told: {} },
    { method: 'GET', uri: `${at}/pods/pod/log`, told: {} },
    { method: 'GET', uri: `${at}/nodes/n1`, told: {} },
    { method: 'GET', uri: '/api/v1/pods/pod', told: {} },
    { method: 'DELETE', uri: dry('/api/v1/namespaces'), told: {} },
    { method: 'GET', uri: at, told: {} },
    { method: 'PATCH', uri: dry(at), body: { metadata: { labels: { a: 'b' } } }, contentType: MERGE, told: {} },
    { method: 'GET', uri: `${at}/widgets`, told: {} },
    { method: 'GET', uri: '/api/v1/nodes/n1', told: {} },
    { method: 'GET', uri: pick(rng, ['/healthz', '/version', '/livez/ping', '/debug/nothing', '/api']), told: {} },
    { method: 'GET', uri: `/apis/apps/v1${at.slice(7)}/deployments/there/scale`, told: {} },
  ];
  return pick(rng, options);
}

function token(rng: Rng): Sent {
  const uri = `${core(rng)}/serviceaccounts/${pick(rng, ['default', 'robot', 'gone'])}/token`;
  return { method: 'POST', uri, body: make('authentication.k8s.io/v1', 'TokenRequest', '', { spec: {} }), told: {} };
}

/** A write of an object that is there or not, by PUT, merge patch or apply; the same in all is what is left. */
function change(
  rng: Rng,
  path: string,
  {
    before,
    fresh,
    patch,
  }: { readonly before: JsonObject | undefined; readonly fresh: JsonObject; readonly patch: JsonObject },
): Sent {
  const told = before === undefined ? { exists: false } : { exists: true, before };
  const after = before === undefined ? fresh : mergePatch(before, patch);
  if (chance(rng, 0.4)) return { method: 'PUT', uri: dry(path), body: after, told: { ...told, body: after } };
  if (before !== undefined && chance(rng, 0.6))
    return { method: 'PATCH', uri: dry(path), body: patch, contentType: MERGE, told: { ...told, body: after } };
  const uri = dry(path, '&fieldManager=test&force=true');
  const { apiVersion, kind } = fresh;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const applied = before === undefined ? fresh : mergePatch({ ...make('', '', name), apiVersion, kind }, patch);
  return { method: 'PATCH', uri, body: applied, contentType: APPLY, told: { ...told, body: after, apply: true } };
}

function writeRole(rng: Rng, existing: Existing): Sent {
  const isCluster = chance(rng, 0.5);
  const kind = isCluster ? 'ClusterRole' : 'Role';
  const path = isCluster ? `${RBAC}/clusterroles` : `${RBAC}/namespaces/${pick(rng, NAMESPACES)}/roles`;
  const rules = pick(rng, RULES);
  const gathers = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } };
  const own = role(kind, 'gone', rules);
  const fresh = isCluster && chance(rng, 0.2) ? { ...own, ...gathers } : own;
  if (chance(rng, 0.4)) return { method: 'POST', uri: dry(path), body: fresh, told: { body: fresh } };
  const name = pick(rng, isCluster ? ['there', 'gathers', 'gone'] : ['there', 'gone']);
  const patches: readonly JsonObject[] = [
    { rules },
    { metadata: { labels: { a: 'b' } } },
    { metadata: { labels: { a: 'b' } } },
  ];
  const before = existing.get(`${path}/${name}`);
  // Finalizers by apply are a set, which a merge is not.
  if (before !== undefined && chance(rng, 0.25)) {
    const patch = { metadata: { finalizers: ['example.com/kept'] } };
    const told = { exists: true, before, body: mergePatch(before, patch) };
    return { method: 'PATCH', uri: dry(`${path}/${name}`), body: patch, contentType: MERGE, told };
  }
  return change(rng, `${path}/${name}`, { before, fresh, patch: pick(rng, patches) });
}

function writeBinding(rng: Rng, existing: Existing): Sent {
  const isCluster = chance(rng, 0.4);
  const kind = isCluster ? 'ClusterRoleBinding' : 'RoleBinding';
  const path = isCluster ? `${RBAC}/clusterrolebindings` : `${RBAC}/namespaces/${pick(rng, NAMESPACES)}/rolebindings`;
  const roleKind = isCluster || chance(rng, 0.5) ? 'ClusterRole' : 'Role';
  const fresh = binding(kind, 'gone', { kind: roleKind, name: pick(rng, ['there', 'there', 'gone']) });
  if (chance(rng, 0.5)) return { method: 'POST', uri: dry(path), body: fresh, told: { body: fresh } };
  const name = pick(rng, ['there', 'gone']);
  const subjects = [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'eve' }];
  return change(rng, `${path}/${name}`, { before: existing.get(`${path}/${name}`), fresh, patch: { subjects } });
}

function certificate(rng: Rng, existing: Existing): Sent {
  const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests/csr';
  const before = existing.get(path) ?? {};
  const condition = (type: string): JsonObject => ({
    status: { conditions: [{ type, status: 'True', reason: 'Test', message: 'x' }] },
  });
  const approved = mergePatch(before, condition('Approved'));
  const failed = condition('Failed');
  const label = { metadata: { labels: { a: 'b' } } };
  const options: readonly Sent[] = [
    { method: 'PUT', uri: dry(`${path}/approval`), body: approved, told: { before, body: approved } },
    {
      method: 'PATCH',
      uri: dry(`${path}/status`),
      body: failed,
      contentType: MERGE,
      told: { before, body: mergePatch(before, failed) },
    },
    {
      method: 'PATCH',
      uri: dry(`${path}/status`),
      body: label,
      contentType: MERGE,
      told: { before, body: mergePatch(before, label) },
    },
  ];
  return pick(rng, options);
}

function policies(rng: Rng): Sent {
  const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
  const kinds = [
    { apiVersion: 'v1', kind: 'Secret' },
    { apiVersion: 'x.com/v1', kind: 'X' },
  ];
  const made = policy('gone', chance(rng, 0.3) ? undefined : pick(rng, kinds));
  if (chance(rng, 0.5)) return { method: 'POST', uri: dry(path), body: made, told: { body: made } };
  const paramRefs: readonly JsonObject[] = [
    { name: 'there', namespace: 'red', parameterNotFoundAction: 'Allow' },
    { selector: {}, namespace: 'blue', parameterNotFoundAction: 'Allow' },
  ];
  const bound = policyBinding(
    'gone',
    pick(rng, ['there', 'gone']),
    chance(rng, 0.3) ? undefined : pick(rng, paramRefs),
  );
  return { method: 'POST', uri: dry(`${path.replace(/ies$/, 'ybindings')}`), body: bound, told: { body: bound } };
}

function claims(rng: Rng, existing: Existing): Sent {
  const path = `/apis/resource.k8s.io/v1/namespaces/${pick(rng, NAMESPACES)}/resourceclaims/there`;
  const before = existing.get(path) ?? {};
  const field = { key: 'metadata.name', operator: 'In', values: ['n1'] };
  const nodeSelector = { nodeSelectorTerms: [{ matchFields: [field] }] };
  const device = { driver: 'gpu.example.com', pool: 'p', device: 'd', conditions: [] };
  const patches: readonly JsonObject[] = [
    { metadata: { labels: { a: 'b' } } },
    { status: { allocation: { nodeSelector } } },
    { status: { reservedFor: [{ resource: 'pods', name: 'pod', uid: 'u' }] } },
    { status: { allocation: { nodeSelector }, devices: [device] } },
  ];
  const patch = pick(rng, patches);
  const told = { before, body: mergePatch(before, patch) };
  return { method: 'PATCH', uri: dry(`${path}/status`), body: patch, contentType: MERGE, told };
}

/** What requests are of, each as often as the others. */
export const TEMPLATES: Readonly<Record<string, (rng: Rng, existing: Existing) => Sent>> = {
  reads: read,
  deletions: remove,
  writes: write,
  streams: stream,
  'proxies, scopes, URLs': odd,
  tokens: token,
  roles: writeRole,
  bindings: writeBinding,
  certificates: certificate,
  policies,
  claims,
};
