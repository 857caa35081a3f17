import { hostPid } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgePodControl } from '../../../families/control.ts';

/** PSS baseline control `hostNamespaces`, this one of its three fields; see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'host-pid',
    topic: 'pod-isolation',
    title: 'Pod shares the process table of the node',
    severity: 'high',
    why: 'Processes of the container see and can signal every process of the node, and read secrets from their environment and memory.',
    remedy: 'Remove `hostPID`.',
    practices: ['P5'],
    ids: {
      kubescape: ['C-0038', 'C-0275'],
      trivy: ['KSV-0010'],
      kubeLinter: ['host-pid'],
      polaris: ['hostPIDSet'],
      checkov: ['CKV_K8S_17'],
      kubesec: ['HostPID'],
      kyverno: ['disallow-host-namespaces'],
      pss: ['baseline/hostNamespaces'],
    },
    rules: {
      'set-true': { verdict: 'fail', text: 'the pod sets hostPID: true' },
      'not-set': { verdict: 'pass', text: 'the pod does not set hostPID' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod, { minor }) =>
    judgePodControl(pod, minor, {
      evaluate: hostPid,
      passRule: 'not-set',
      passPath: () => ['spec', 'hostPID'],
      fix: ({ path }) => ({
        class: 'may-break',
        title: 'leave the namespace of the node',
        ops: [{ op: 'remove', path }],
        breaksIf: 'the process looks at or signals processes of the node',
      }),
    }),
});
