import { MASTERS, type RequestAttributes } from '../../../model/kube/index.ts';

/** How much a right is worth to an attacker, worst first. */
export const RIGHT_SEVERITIES = ['critical', 'high', 'medium'] as const;

/** How much a right is worth to an attacker. */
export type RightSeverity = (typeof RIGHT_SEVERITIES)[number];

/** A right that matters to an attacker: any one of its requests being allowed gives it. */
export interface Right {
  readonly id: RightId;
  /** What its holder may do, after "may". */
  readonly title: string;
  /** When it holds everywhere and for all names. */
  readonly severity: RightSeverity;
  /** Held cluster-wide only: the objects are in no namespace. */
  readonly clusterOnly: boolean;
  /** Without a namespace, which the scope of the grant settles. */
  readonly requests: readonly RequestAttributes[];
  /** Requests of which one must be allowed besides for the right to be of full use; without them it weighs less. */
  readonly besides: readonly RequestAttributes[];
  /** Whether these make it whole in whatever namespace they are allowed. */
  readonly besidesAnywhere: boolean;
  /** Names of which one weighs as much as all of them. */
  readonly worstNames: readonly string[];
  /** The first minor of which it is a right at all, and the last one in which it gives it alone: from the next on the server asks for more. */
  readonly firstMinor: number | undefined;
  readonly lastMinor: number | undefined;
}

/** The names of the rights, as reports carry them. */
export type RightId =
  | 'everything'
  | 'escalate'
  | 'bind'
  | 'impersonate'
  | 'nodes-proxy'
  | 'impersonate-constrained'
  | 'read-secrets'
  | 'create-tokens'
  | 'create-workloads'
  | 'change-workloads'
  | 'exec'
  | 'ephemeral-containers'
  | 'approve-certificates'
  | 'change-admission'
  | 'serve-apis'
  | 'create-volumes'
  | 'forward-ports'
  | 'change-secrets'
  | 'change-roles'
  | 'change-bindings'
  | 'label-namespaces'
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
const AUTHENTICATION = 'authentication.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';
const WRITE = 'create update patch';
const CONTROLLED = 'deployments daemonsets statefulsets replicasets';
/** From 1.35 on exec, attach and port-forward are asked for with `create`, whatever the method. KEP-5407's gate AuthorizePodWebsocketUpgradeCreatePermission. */
const LAST_BY_GET = 34;
/** KEP-5284's gate ConstrainedImpersonation is on from here on. */
const FIRST_CONSTRAINED = 36;

function right(
  id: RightId,
  severity: RightSeverity,
  title: string,
  requests: readonly (readonly RequestAttributes[])[],
): Right {
  return {
    id,
    title,
    severity,
    clusterOnly: false,
    requests: requests.flat(),
    besides: [],
    besidesAnywhere: false,
    worstNames: [],
    firstMinor: undefined,
    lastMinor: undefined,
  };
}

/** The same for what is in no namespace. */
function clusterRight(...given: Parameters<typeof right>): Right {
  return { ...right(...given), clusterOnly: true };
}

/** Groups are impersonated together with somebody only, so that without one it is half a right: a user, everywhere, or a service account, wherever that is. */
const IMPERSONATE_GROUPS: Right = {
  ...clusterRight('impersonate', 'critical', 'act as others', [ask('impersonate', '', 'groups')]),
  worstNames: [MASTERS],
};

const EVERYTHING = right('everything', 'critical', 'do everything', [ask('*', '*', '*')]);

/** Rights that hold of objects in no namespace and of others stand twice, with one id and title. */
const ALL: readonly Right[] = [
  EVERYTHING,
  {
    ...right('escalate', 'critical', 'write rights into roles that it does not hold', [ask('escalate', RBAC, 'roles')]),
    besides: ask(WRITE, RBAC, 'roles'),
  },
  {
    ...clusterRight('escalate', 'critical', 'write rights into roles that it does not hold', [
      ask('escalate', RBAC, 'clusterroles'),
    ]),
    besides: ask(WRITE, RBAC, 'clusterroles'),
  },
  {
    ...right('bind', 'critical', 'bind roles that it does not hold', [ask('bind', RBAC, 'roles clusterroles')]),
    besides: ask(WRITE, RBAC, 'rolebindings clusterrolebindings'),
  },
  clusterRight('impersonate', 'critical', 'act as others', [ask('impersonate', '', 'users')]),
  right('impersonate', 'critical', 'act as others', [ask('impersonate', '', 'serviceaccounts')]),
  { ...IMPERSONATE_GROUPS, besides: ask('impersonate', '', 'users') },
  { ...IMPERSONATE_GROUPS, besides: ask('impersonate', '', 'serviceaccounts'), besidesAnywhere: true },
  clusterRight('nodes-proxy', 'critical', 'reach the kubelets, and so every container', [
    ask('get create', '', 'nodes/proxy'),
  ]),
  {
    ...clusterRight('impersonate-constrained', 'high', 'act as others for some requests', [
      ask('impersonate:user-info', AUTHENTICATION, 'users'),
      ask('impersonate:arbitrary-node impersonate:associated-node', AUTHENTICATION, 'nodes'),
    ]),
    firstMinor: FIRST_CONSTRAINED,
  },
  {
    ...right('impersonate-constrained', 'high', 'act as others for some requests', [
      ask('impersonate:serviceaccount', AUTHENTICATION, 'serviceaccounts'),
    ]),
    firstMinor: FIRST_CONSTRAINED,
  },
  {
    ...clusterRight('impersonate-constrained', 'high', 'act as others for some requests', [
      ask('impersonate:user-info', AUTHENTICATION, 'groups'),
    ]),
    besides: ask('impersonate:user-info', AUTHENTICATION, 'users'),
    firstMinor: FIRST_CONSTRAINED,
  },
  right('read-secrets', 'high', 'read Secrets', [ask('get list watch', '', 'secrets')]),
  right('create-tokens', 'high', 'make tokens of service accounts', [ask('create', '', 'serviceaccounts/token')]),
  right('create-workloads', 'high', 'create workloads', [
    ask('create', '', 'pods replicationcontrollers'),
    ask('create', 'apps', CONTROLLED),
    ask('create', 'batch', 'jobs cronjobs'),
  ]),
  right('change-workloads', 'high', 'change workloads', [
    ask('update patch', '', 'pods replicationcontrollers'),
    ask('update patch', 'apps', CONTROLLED),
    ask('update patch', 'batch', 'cronjobs'),
  ]),
  right('exec', 'high', 'run commands in containers', [ask('create', '', 'pods/exec pods/attach')]),
  {
    ...right('exec', 'high', 'run commands in containers', [ask('get', '', 'pods/exec pods/attach')]),
    lastMinor: LAST_BY_GET,
  },
  right('ephemeral-containers', 'high', 'put containers into running pods', [
    ask('update patch', '', 'pods/ephemeralcontainers'),
  ]),
  {
    ...clusterRight('approve-certificates', 'high', 'approve client certificates', [
      ask('update patch', CERTIFICATES, 'certificatesigningrequests/approval'),
    ]),
    besides: ask('approve', CERTIFICATES, 'signers'),
  },
  clusterRight('change-admission', 'critical', 'change what admission asks and allows', [
    ask(
      `${WRITE} delete`,
      ADMISSION,
      'mutatingwebhookconfigurations validatingwebhookconfigurations mutatingadmissionpolicies mutatingadmissionpolicybindings validatingadmissionpolicies validatingadmissionpolicybindings',
    ),
  ]),
  clusterRight('serve-apis', 'high', 'say who answers for an API, or how its objects are converted', [
    ask(WRITE, 'apiregistration.k8s.io', 'apiservices'),
    ask('update patch', 'apiextensions.k8s.io', 'customresourcedefinitions'),
  ]),
  clusterRight('create-volumes', 'high', 'create volumes of host paths', [ask('create', '', 'persistentvolumes')]),
  right('forward-ports', 'medium', 'reach the ports of pods', [
    ask('create', '', 'pods/portforward'),
    ask('get create', '', 'pods/proxy services/proxy'),
  ]),
  {
    ...right('forward-ports', 'medium', 'reach the ports of pods', [ask('get', '', 'pods/portforward')]),
    lastMinor: LAST_BY_GET,
  },
  right('change-secrets', 'medium', 'write Secrets', [ask(WRITE, '', 'secrets')]),
  right('change-roles', 'medium', 'change roles, within what it holds', [ask(WRITE, RBAC, 'roles')]),
  clusterRight('change-roles', 'medium', 'change roles, within what it holds', [ask(WRITE, RBAC, 'clusterroles')]),
  right('change-bindings', 'medium', 'bind roles whose rights it holds', [ask(WRITE, RBAC, 'rolebindings')]),
  clusterRight('change-bindings', 'medium', 'bind roles whose rights it holds', [
    ask(WRITE, RBAC, 'clusterrolebindings'),
  ]),
  right('label-namespaces', 'medium', 'label namespaces, which sets their Pod Security level', [
    ask('update patch', '', 'namespaces'),
  ]),
  clusterRight('change-nodes', 'medium', 'change nodes', [ask('update patch', '', 'nodes nodes/status')]),
];

/**
 * Rights that lead to more than they say, worst first, as they are in Kubernetes 1.N. A right about objects in namespaces and about others stands twice.
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
 */
export function rightsIn(minor: number): readonly Right[] {
  return ALL.filter(({ firstMinor = minor, lastMinor = minor }) => firstMinor <= minor && minor <= lastMinor);
}

/** Each right once, worst first: the columns of a matrix. */
export const RIGHTS: readonly Pick<Right, 'id' | 'title' | 'severity'>[] = [
  ...new Map(ALL.map(({ id, title, severity }) => [id, { id, title, severity }])).values(),
];
