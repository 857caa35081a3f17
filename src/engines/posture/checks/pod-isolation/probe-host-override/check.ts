import { hostProbesAndHostLifecycle } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeContainerControl } from '../../../families/control.ts';

/** The minor that brought the control. */
const SINCE = 34;

/** PSS baseline control `hostProbesAndHostLifecycle`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'probe-host-override',
    topic: 'pod-isolation',
    title: 'Probe or hook makes the kubelet call another host',
    severity: 'medium',
    why: 'The kubelet sends the request from the node: whoever writes the pod reaches services that only nodes may reach.',
    remedy: 'Remove `host`: the address of the pod is the default.',
    practices: ['P5', 'P6'],
    ids: {
      pss: ['baseline/hostProbesAndHostLifecycle'],
    },
    rules: {
      'probe-host': { verdict: 'fail', text: '{item} of container {container} makes the kubelet call {value}' },
      'lifecycle-host': { verdict: 'fail', text: '{item} of container {container} makes the kubelet call {value}' },
      'own-host': { verdict: 'pass', text: 'probes and hooks of container {container} stay with the pod' },
      'too-old': { verdict: 'not-applicable', text: 'Pod Security looks at the hosts of probes from 1.34 on' },
    },
    options: {},
    fixable: true,
  },
  *judge(pod, { minor }) {
    if (minor < SINCE) {
      yield { rule: 'too-old', path: ['spec', 'containers'] };
      return;
    }
    yield* judgeContainerControl(pod, minor, {
      evaluate: hostProbesAndHostLifecycle,
      passRule: 'own-host',
      passPath: (container) => container?.path ?? [],
      fix: ({ path }) => ({
        class: 'may-break',
        title: 'call the pod itself',
        ops: [{ op: 'remove', path }],
        breaksIf: 'the process answers at this host only',
      }),
    });
  },
});
