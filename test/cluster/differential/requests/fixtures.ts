import type { JsonObject } from '../../../../src/model/json.ts';
import type { ControlPlane } from '../../index.ts';

/** Namespaces that requests are about. */
export const NAMESPACES = ['red', 'blue'] as const;
/** Node that the token of an account is bound to. */
export const NODE = 'n1';
export const RBAC = '/apis/rbac.authorization.k8s.io/v1';
export const RBAC_VERSION = 'rbac.authorization.k8s.io/v1';
const RBAC_GROUP = 'rbac.authorization.k8s.io';
const POLICIES = '/apis/admissionregistration.k8s.io/v1';
const container = { name: 'c', image: 'i' };

/** An object of a kind, made short. */
export function make(apiVersion: string, kind: string, name: string, more: JsonObject = {}): JsonObject {
  return { apiVersion, kind, metadata: { name }, ...more };
}

/** A request for a certificate, which is real enough to be stored. */
function signingRequest(request: string): JsonObject {
  const spec = { signerName: 'example.com/signer', request, usages: ['client auth'] };
  return make('certificates.k8s.io/v1', 'CertificateSigningRequest', 'csr', { spec });
}

const template = { metadata: { labels: { app: 'd' } }, spec: { containers: [container] } };
const validation = { expression: 'true' };
const rules = [{ operations: ['CREATE'], apiGroups: ['example.com'], apiVersions: ['v1'], resources: ['widgets'] }];

/** An admission policy that touches nothing there is, with parameters of some kind. */
export function policy(name: string, paramKind: JsonObject | undefined): JsonObject {
  const spec = { validations: [validation], matchConstraints: { resourceRules: rules } };
  return make('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', name, {
    spec: paramKind === undefined ? spec : { ...spec, paramKind },
  });
}

/** The binding of a policy to its parameters. */
export function policyBinding(name: string, policyName: string, paramRef: JsonObject | undefined): JsonObject {
  const spec = { policyName, validationActions: ['Audit'] };
  return make('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', name, {
    spec: paramRef === undefined ? spec : { ...spec, paramRef },
  });
}

/** A role with rules. */
export function role(kind: 'Role' | 'ClusterRole', name: string, list: readonly JsonObject[]): JsonObject {
  return make(RBAC_VERSION, kind, name, { rules: list });
}

/** A binding of a role. */
export function binding(
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  name: string,
  roleRef: { readonly kind: string; readonly name: string },
  subjects: readonly JsonObject[] = [],
): JsonObject {
  return make(RBAC_VERSION, kind, name, { roleRef: { apiGroup: RBAC_GROUP, ...roleRef }, subjects });
}

/** A rule of one of each. */
export function ruleOf(verb: string, group: string, resource: string): JsonObject {
  return { verbs: [verb], apiGroups: [group], resources: [resource] };
}

function ofNamespace(namespace: string): readonly (readonly [string, JsonObject])[] {
  const core = `/api/v1/namespaces/${namespace}`;
  const apps = `/apis/apps/v1/namespaces/${namespace}`;
  const rbac = `${RBAC}/namespaces/${namespace}`;
  return [
    [`${core}/pods`, make('v1', 'Pod', 'pod', { spec: { containers: [container] } })],
    [`${core}/configmaps`, make('v1', 'ConfigMap', 'there')],
    [`${core}/secrets`, make('v1', 'Secret', 'there')],
    [`${core}/services`, make('v1', 'Service', 'there', { spec: { ports: [{ port: 80 }] } })],
    [`${core}/serviceaccounts`, make('v1', 'ServiceAccount', 'robot')],
    [
      `${apps}/deployments`,
      make('apps/v1', 'Deployment', 'there', { spec: { selector: { matchLabels: { app: 'd' } }, template } }),
    ],
    [
      `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`,
      make('coordination.k8s.io/v1', 'Lease', 'there', { spec: { holderIdentity: 'x' } }),
    ],
    [
      `/apis/resource.k8s.io/v1/namespaces/${namespace}/resourceclaims`,
      make('resource.k8s.io/v1', 'ResourceClaim', 'there', { spec: {} }),
    ],
    [`${rbac}/roles`, role('Role', 'there', [ruleOf('get', '', 'secrets')])],
    [`${rbac}/rolebindings`, binding('RoleBinding', 'there', { kind: 'Role', name: 'there' })],
  ];
}

/** Where the objects that are read, changed (dry) and deleted (dry) are posted. */
export function* fixtures(csr: string): Iterable<readonly [string, JsonObject]> {
  for (const namespace of NAMESPACES) yield* ofNamespace(namespace);
  yield ['/api/v1/nodes', make('v1', 'Node', NODE)];
  yield ['/apis/certificates.k8s.io/v1/certificatesigningrequests', signingRequest(csr)];
  yield [`${RBAC}/clusterroles`, role('ClusterRole', 'there', [ruleOf('list', 'apps', 'deployments')])];
  const gathers = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { nobody: 'has' } }] } };
  yield [`${RBAC}/clusterroles`, make(RBAC_VERSION, 'ClusterRole', 'gathers', gathers)];
  yield [`${RBAC}/clusterrolebindings`, binding('ClusterRoleBinding', 'there', { kind: 'ClusterRole', name: 'there' })];
  yield [`${POLICIES}/validatingadmissionpolicies`, policy('there', { apiVersion: 'v1', kind: 'ConfigMap' })];
}

/** Makes the namespaces and everything in them. */
export async function postFixtures(plane: ControlPlane, csr: string): Promise<void> {
  for (const namespace of NAMESPACES) await plane.createNamespace(namespace);
  for (const [path, body] of fixtures(csr)) await plane.admin.send('POST', path, { body });
}
