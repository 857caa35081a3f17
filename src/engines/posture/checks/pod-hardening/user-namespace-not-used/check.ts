import type { JsonObject } from '../../../../../model/json.ts';
import {
  boolAt,
  containerSecurityContext,
  intAt,
  listAt,
  podSecurityContext,
  type PodTemplate,
} from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { linuxOnly } from '../../../families/linux-only.ts';
import { userNamespaceDoubt } from '../../../families/user-namespace.ts';

/** The minor that brought the field. */
const SINCE = 25;
/** The highest id of a user namespace as the kubelet makes them by default. */
const HIGHEST = 65535;
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'] as const;
const PATH = ['spec', 'hostUsers'];

/** What the API server refuses beside `hostUsers: false`, and where it stands. */
function obstacle(pod: PodTemplate): Judgement | undefined {
  const shared = HOST_FIELDS.find((field) => boolAt(pod.spec, field) === true);
  if (shared !== undefined) return { rule: 'host-namespaces', path: ['spec', shared], value: true };
  const raw = pod.containers.find(({ data }) => listAt(data, 'volumeDevices').length > 0);
  if (raw === undefined) return undefined;
  return { rule: 'block-devices', container: raw.name, path: [...raw.path, 'volumeDevices'] };
}

/** The ids that a context sets, in the field of one or in that of several. */
function idsIn(context: JsonObject): readonly (number | undefined)[] {
  const several = listAt(context, 'supplementalGroups').map((id) => intAt({ id }, 'id'));
  return [...['runAsUser', 'runAsGroup', 'fsGroup'].map((field) => intAt(context, field)), ...several];
}

/** Whether an id of the pod has no place in a user namespace of the kubelet's usual size. */
function hasHigherIds(pod: PodTemplate): boolean {
  const contexts = [podSecurityContext(pod), ...pod.containers.map(containerSecurityContext)];
  return contexts.some((context) => idsIn(context).some((id) => id !== undefined && id > HIGHEST));
}

function useNamespace(pod: PodTemplate): FixPlan {
  if (hasHigherIds(pod)) {
    const question = `Which ids of up to ${HIGHEST} should it run with? A user namespace holds no others.`;
    return { class: 'needs-value', title: 'use a user namespace, and lower ids', ops: [], question };
  }
  return {
    class: 'may-break',
    title: 'use a user namespace',
    ops: [{ op: 'set', path: PATH, value: false }],
    breaksIf:
      'the runtime, the kernel or the file system of a volume does not support it, or (before 1.33) its feature gate is off',
  };
}

function judgePod(pod: PodTemplate, minor: number): readonly Judgement[] {
  const refused = obstacle(pod);
  if (refused !== undefined) return [refused];
  const value = boolAt(pod.spec, 'hostUsers');
  if (value === false) return [{ rule: 'own', path: PATH, value, gaps: userNamespaceDoubt(minor) }];
  return [{ rule: value === undefined ? 'unset' : 'set-true', path: PATH, value, fix: useNamespace(pod) }];
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'user-namespace-not-used',
    topic: 'pod-hardening',
    title: 'Root in the pod is root on the node',
    severity: 'info',
    why: 'Without a user namespace a process that breaks out keeps its user id on the node.',
    remedy: 'Set `hostUsers: false` where the runtime supports it.',
    practices: ['P1', 'P5'],
    ids: {
      kubesec: ['HostUsers'],
    },
    rules: {
      unset: { verdict: 'fail', text: 'the pod does not set hostUsers: false' },
      'set-true': { verdict: 'fail', text: 'the pod sets hostUsers: true' },
      own: { verdict: 'pass', text: 'the pod has a user namespace of its own' },
      'host-namespaces': {
        verdict: 'not-applicable',
        text: 'a pod in a namespace of the node cannot have a user namespace of its own',
      },
      'block-devices': {
        verdict: 'not-applicable',
        text: 'container {container} uses block devices, which have no place in a user namespace',
      },
      'too-old': { verdict: 'not-applicable', text: 'the field came with 1.25' },
      windows: { verdict: 'not-applicable', text: 'the pod runs on Windows, where the setting has no meaning' },
    },
    options: {},
    fixable: true,
  },
  *judge(pod, { minor }) {
    if (minor < SINCE) yield { rule: 'too-old', path: PATH };
    else yield* linuxOnly(pod, minor, () => judgePod(pod, minor));
  },
});
