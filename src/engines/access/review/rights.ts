import type { RequestAttributes } from '../../../model/kube/index.ts';

/** How much a right is worth to an attacker, worst first. */
export type RightSeverity = 'critical' | 'high' | 'medium';

/** A right that matters to an attacker: any one of its requests being allowed gives it. */
export interface Right {
  readonly id: RightId;
  readonly title: string;
  readonly severity: RightSeverity;
  /** Held cluster-wide only: the objects are in no namespace. */
  readonly clusterOnly: boolean;
  /** Without a namespace, which the scope of the grant settles. */
  readonly requests: readonly RequestAttributes[];
}

/** The names of the rights, as reports carry them. */
export type RightId =
  | 'everything'
  | 'escalate'
  | 'bind'
  | 'impersonate'
  | 'read-secrets'
  | 'create-tokens'
  | 'create-workloads'
  | 'exec'
  | 'nodes-proxy'
  | 'approve-certificates'
  | 'change-webhooks'
  | 'change-persistent-volumes'
  | 'ephemeral-containers'
  | 'change-workloads'
  | 'change-nodes';

function ask(verbs: string, group: string, resources: string): readonly RequestAttributes[] {
  return resources.split(' ').flatMap((text) => {
    const [resource = '', subresource = ''] = text.split('/');
    return verbs
      .split(' ')
      .map((verb) => ({ kind: 'resource', verb, group, resource, subresource, namespace: '', name: '' }) as const);
  });
}

const RBAC = 'rbac.authorization.k8s.io';
const CONTROLLED = 'deployments daemonsets statefulsets replicasets';

function right(
  id: RightId,
  severity: RightSeverity,
  title: string,
  requests: readonly (readonly RequestAttributes[])[],
): Right {
  return { id, title, severity, clusterOnly: false, requests: requests.flat() };
}

/** The same for what is in no namespace. */
function clusterRight(...given: Parameters<typeof right>): Right {
  return { ...right(...given), clusterOnly: true };
}

/**
 * Rights that lead to more than they say, worst first.
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
 */
export const RIGHTS: readonly Right[] = [
  right('everything', 'critical', 'do everything', [ask('*', '*', '*')]),
  right('escalate', 'critical', 'give roles rights that it does not hold', [ask('escalate', RBAC, 'roles')]),
  clusterRight('escalate', 'critical', 'give roles rights that it does not hold', [
    ask('escalate', RBAC, 'clusterroles'),
  ]),
  right('bind', 'critical', 'bind roles that it does not hold', [ask('bind', RBAC, 'roles clusterroles')]),
  clusterRight('impersonate', 'critical', 'act as others', [ask('impersonate', '', 'users groups')]),
  right('impersonate', 'critical', 'act as others', [ask('impersonate', '', 'serviceaccounts')]),
  right('read-secrets', 'high', 'read Secrets', [ask('get list watch', '', 'secrets')]),
  right('create-tokens', 'high', 'make tokens of service accounts', [ask('create', '', 'serviceaccounts/token')]),
  right('create-workloads', 'high', 'create workloads', [
    ask('create', '', 'pods replicationcontrollers'),
    ask('create', 'apps', CONTROLLED),
    ask('create', 'batch', 'jobs cronjobs'),
  ]),
  right('exec', 'high', 'run commands in containers', [ask('create get', '', 'pods/exec pods/attach')]),
  clusterRight('nodes-proxy', 'critical', 'reach the kubelets', [ask('get create', '', 'nodes/proxy')]),
  clusterRight('approve-certificates', 'high', 'have client certificates approved', [
    ask('update patch', 'certificates.k8s.io', 'certificatesigningrequests/approval'),
  ]),
  clusterRight('change-webhooks', 'high', 'change admission webhooks', [
    ask(
      'create update patch',
      'admissionregistration.k8s.io',
      'mutatingwebhookconfigurations validatingwebhookconfigurations',
    ),
  ]),
  clusterRight('change-persistent-volumes', 'high', 'create volumes of host paths', [
    ask('create', '', 'persistentvolumes'),
  ]),
  right('ephemeral-containers', 'high', 'put containers into running pods', [
    ask('update patch', '', 'pods/ephemeralcontainers'),
  ]),
  right('change-workloads', 'high', 'change workloads', [
    ask('update patch', '', 'pods replicationcontrollers'),
    ask('update patch', 'apps', CONTROLLED),
    ask('update patch', 'batch', 'jobs cronjobs'),
  ]),
  clusterRight('change-nodes', 'medium', 'change nodes', [ask('update patch', '', 'nodes nodes/status')]),
];
