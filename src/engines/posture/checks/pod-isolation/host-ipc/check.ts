import { hostIpc } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgePodControl } from '../../../families/control.ts';

/** PSS baseline control `hostNamespaces`, this one of its three fields; see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'host-ipc',
    topic: 'pod-isolation',
    title: 'Pod shares inter-process communication with the node',
    severity: 'high',
    why: 'The container reads and writes the shared memory, semaphores and message queues of every process of the node that uses them.',
    remedy: 'Remove `hostIPC`.',
    practices: ['P5'],
    ids: {
      kubescape: ['C-0038', 'C-0276'],
      trivy: ['KSV-0008'],
      kubeLinter: ['host-ipc'],
      polaris: ['hostIPCSet'],
      checkov: ['CKV_K8S_18'],
      kubesec: ['HostIPC'],
      kyverno: ['disallow-host-namespaces'],
      pss: ['baseline/hostNamespaces'],
    },
    rules: {
      'set-true': { verdict: 'fail', text: 'the pod sets hostIPC: true' },
      'not-set': { verdict: 'pass', text: 'the pod does not set hostIPC' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod, { minor }) =>
    judgePodControl(pod, minor, {
      evaluate: hostIpc,
      passRule: 'not-set',
      passPath: () => ['spec', 'hostIPC'],
      fix: ({ path }) => ({
        class: 'may-break',
        title: 'leave the namespace of the node',
        ops: [{ op: 'remove', path }],
        breaksIf: 'the process talks to a process of the node through shared memory, semaphores or message queues',
      }),
    }),
});
