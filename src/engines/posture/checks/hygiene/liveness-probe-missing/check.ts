import { type Container, objectAt, type PodTemplate, stringAt } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

function judgeContainer(pod: PodTemplate, container: Container): Judgement {
  const at = { container: container.name, path: [...container.path, 'livenessProbe'] };
  if (container.list === 'ephemeralContainers') return { rule: 'ephemeral', ...at };
  const isInit = container.list === 'initContainers' && !container.sidecar;
  // Pods of Jobs must say OnFailure or Never; a sidecar runs beside the others for as long as they do.
  const ends = (stringAt(pod.spec, 'restartPolicy') ?? 'Always') !== 'Always' && !container.sidecar;
  if (isInit || ends) return { rule: 'runs-once', ...at };
  const probe = objectAt(container.data, 'livenessProbe');
  return { rule: Object.keys(probe).length > 0 ? 'probed' : 'missing', ...at };
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'liveness-probe-missing',
    topic: 'hygiene',
    title: 'Nothing notices when the container hangs',
    severity: 'low',
    why: 'A process that hangs, also one that an attacker made hang, stays as it is until a person notices.',
    remedy: 'Add a `livenessProbe` that fails when the process cannot recover.',
    practices: ['P10'],
    ids: {
      kubescape: ['C-0056'],
      kubeLinter: ['no-liveness-probe'],
      polaris: ['livenessProbeMissing'],
      checkov: ['CKV_K8S_8'],
      kubeScore: ['pod-probes'],
      kyverno: ['require-probes'],
    },
    rules: {
      missing: { verdict: 'fail', text: 'container {container} has no liveness probe' },
      probed: { verdict: 'pass', text: 'container {container} has a liveness probe' },
      'runs-once': { verdict: 'not-applicable', text: 'container {container} runs to its end' },
      ephemeral: { verdict: 'not-applicable', text: 'ephemeral containers cannot have probes' },
    },
    options: {},
    fixable: false,
  },
  judge: (pod) => perContainer(pod.containers, (container) => [judgeContainer(pod, container)]),
});
