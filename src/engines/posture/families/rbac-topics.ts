import { MASTERS } from '../../../model/kube/index.ts';
import type { Severity } from '../../../model/verdicts/index.ts';
import type { RuleTopic } from './rbac-match.ts';
import { ask, askCluster, lesser, RBAC_GROUP, type RuleRequest } from './rbac-requests.ts';

/** What a check of rules is about, and how bad that is where it is held in the whole cluster. */
export interface GradedTopic extends RuleTopic {
  readonly severity: Severity;
}

const AUTHENTICATION = 'authentication.k8s.io';

/** From this minor on there are verbs for acting as others in some requests only: gate ConstrainedImpersonation. */
const CONSTRAINED = 36;

/** Extra fields are asked for by their key, as a subresource. */
const OF_OLD: readonly RuleRequest[] = [
  ...askCluster('impersonate', '', 'users groups'),
  ...ask('impersonate', '', 'serviceaccounts'),
  ...askCluster('impersonate', AUTHENTICATION, 'uids userextras/*'),
];

/** Which requests these are good for is said by `impersonate-on:` verbs, in this role or in another one. KEP-5284. */
const BY_MODE: readonly RuleRequest[] = lesser([
  ...askCluster('impersonate:user-info', AUTHENTICATION, 'users groups uids userextras/*'),
  ...askCluster('impersonate:arbitrary-node impersonate:associated-node', AUTHENTICATION, 'nodes'),
  ...ask('impersonate:serviceaccount', AUTHENTICATION, 'serviceaccounts'),
]);

/** From this minor on `get` opens no exec any more: gate AuthorizePodWebsocketUpgradeCreatePermission. */
const EXEC_BY_CREATE = 35;

/** From this minor on `get` opens no port-forward any more: gate AuthorizePodWebsocketUpgradeCreatePermission. */
const FORWARD_BY_CREATE = 35;

const TABLE = {
  'rbac-impersonate': {
    severity: 'critical',
    allows: 'acting as others',
    requests: (minor) => (minor < CONSTRAINED ? OF_OLD : [...OF_OLD, ...BY_MODE]),
    gravestNames: [MASTERS],
  },
  'rbac-bind-escalate': {
    severity: 'critical',
    allows: 'giving rights that its holder does not have',
    requests: () => [
      ...ask('bind escalate', RBAC_GROUP, 'roles'),
      ...ask('bind', RBAC_GROUP, 'clusterroles'),
      ...askCluster('escalate', RBAC_GROUP, 'clusterroles'),
    ],
  },
  'rbac-admission-webhooks': {
    severity: 'critical',
    allows: 'changing what admission asks and allows',
    requests: () =>
      askCluster(
        'create update patch delete',
        'admissionregistration.k8s.io',
        'mutatingwebhookconfigurations validatingwebhookconfigurations mutatingadmissionpolicies mutatingadmissionpolicybindings validatingadmissionpolicies validatingadmissionpolicybindings',
      ),
  },
  'rbac-node-proxy': {
    severity: 'critical',
    allows: 'reaching kubelets and so every container of a node',
    requests: () => askCluster('get create update patch delete', '', 'nodes/proxy'),
  },
  'rbac-wildcard-all': {
    severity: 'critical',
    allows: 'everything',
  },
  'rbac-read-secrets': {
    severity: 'high',
    allows: 'reading Secrets',
    requests: () => ask('get list watch', '', 'secrets'),
  },
  'rbac-pod-exec': {
    severity: 'high',
    allows: 'running commands in containers',
    requests: (minor) => [
      ...ask(minor < EXEC_BY_CREATE ? 'create get' : 'create', '', 'pods/exec pods/attach'),
      // A container that is put into a running pod runs what it is told to, with the pod's volumes and accounts.
      ...ask('update patch', '', 'pods/ephemeralcontainers'),
    ],
  },
  'rbac-token-request': {
    severity: 'high',
    allows: 'making tokens of ServiceAccounts',
    requests: () => ask('create', '', 'serviceaccounts/token'),
  },
  'rbac-csr-approve': {
    severity: 'high',
    allows: 'approving client certificates',
    requests: () => askCluster('update patch', 'certificates.k8s.io', 'certificatesigningrequests/approval'),
    besides: askCluster('approve', 'certificates.k8s.io', 'signers'),
  },
  'rbac-create-bindings': {
    severity: 'high',
    allows: 'making or changing bindings',
    requests: () => [
      ...ask('create update patch', RBAC_GROUP, 'rolebindings'),
      ...askCluster('create update patch', RBAC_GROUP, 'clusterrolebindings'),
    ],
  },
  'rbac-create-workloads': {
    severity: 'medium',
    allows: 'creating or changing workloads',
    requests: () => [
      ...ask('create update patch', '', 'pods replicationcontrollers'),
      ...ask('create update patch', 'apps', 'deployments daemonsets statefulsets replicasets'),
      ...ask('create update patch', 'batch', 'jobs cronjobs'),
    ],
  },
  'rbac-delete-workloads': {
    severity: 'medium',
    allows: 'deleting workloads or what they need',
    requests: () => [
      ...ask(
        'delete deletecollection',
        '',
        'pods services secrets configmaps replicationcontrollers persistentvolumeclaims',
      ),
      ...ask('delete deletecollection', 'apps', 'deployments daemonsets statefulsets replicasets'),
      ...ask('delete deletecollection', 'batch', 'jobs cronjobs'),
    ],
  },
  'rbac-create-pv': {
    severity: 'medium',
    allows: 'creating volumes, of host paths too',
    requests: () => askCluster('create', '', 'persistentvolumes'),
  },
  'rbac-port-forward': {
    severity: 'medium',
    allows: 'reaching the ports of pods',
    requests: (minor) => ask(minor < FORWARD_BY_CREATE ? 'create get' : 'create', '', 'pods/portforward'),
  },
  'rbac-write-configmaps': {
    severity: 'medium',
    allows: 'writing ConfigMaps',
    requests: () => ask('create update patch delete', '', 'configmaps'),
    gravestNames: ['coredns', 'aws-auth', 'extension-apiserver-authentication', 'kubeadm-config'],
  },
  'rbac-write-networking': {
    severity: 'medium',
    allows: 'changing how traffic flows',
    requests: () => [
      ...ask('create update patch delete', '', 'services services/status endpoints'),
      ...ask('create update patch delete', 'networking.k8s.io', 'ingresses networkpolicies'),
      ...ask('create update patch delete', 'discovery.k8s.io', 'endpointslices'),
    ],
  },
  'rbac-wildcard-rule': {
    severity: 'medium',
    allows: 'more than it names',
  },
  'rbac-write-endpoints': {
    severity: 'low',
    allows: 'writing endpoints',
    requests: () => [
      ...ask('create update patch', '', 'endpoints'),
      ...ask('create update patch', 'discovery.k8s.io', 'endpointslices'),
    ],
  },
  'rbac-delete-events': {
    severity: 'low',
    allows: 'deleting events',
    requests: () => [
      ...ask('delete deletecollection', '', 'events'),
      ...ask('delete deletecollection', 'events.k8s.io', 'events'),
    ],
  },
} satisfies Readonly<Record<string, GradedTopic>>;

/** The checks of what rules of roles allow. */
export type RuleCheckId = keyof typeof TABLE;

/** What each check of rules is about: worst first, so that sentences that name several name the worst. */
export const RULE_TOPICS: Readonly<Record<RuleCheckId, GradedTopic>> = TABLE;

/** What leads to more than it says: all that checks of rules of high severity and worse look for. */
export const GRAVE_TOPICS: readonly GradedTopic[] = Object.values(RULE_TOPICS).filter(
  ({ severity, requests }) => requests !== undefined && (severity === 'critical' || severity === 'high'),
);
