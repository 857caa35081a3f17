import type { Workload } from '../../../../../model/facts/index.ts';
import { valueAt } from '../../../../../model/json.ts';
import { type Container, objectAt, stringAt } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { workloadCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

/** Kinds that train something and end: beside each of their templates stands the restart policy that its pods get, by default one that lets them end. */
const TRAINING = /^(?:JAX|MPI|MX|Paddle|PyTorch|TF|XGBoost)Job\.kubeflow\.org$/;

/** Whether the containers of a workload's pods are started again when they end well. */
function isRestarted({ object, root, template }: Workload): boolean {
  if (TRAINING.test(object.gk)) return valueAt(object.data, [...root.slice(0, -1), 'restartPolicy']) === 'Always';
  return (stringAt(template.spec, 'restartPolicy') ?? 'Always') === 'Always';
}

/** Whether a container ends and stays so, as pods of Jobs must; a regular container may say otherwise for itself (KEP-5307). */
function isEnding({ data, list, sidecar }: Container, ofPod: boolean): boolean {
  if (list === 'initContainers') return !sidecar;
  const own = stringAt(data, 'restartPolicy');
  return own === undefined ? !ofPod : own !== 'Always';
}

function judgeContainer(container: Container, ofPod: boolean): Judgement {
  const at = { container: container.name, path: [...container.path, 'livenessProbe'] };
  if (container.list === 'ephemeralContainers') return { rule: 'ephemeral', ...at };
  if (isEnding(container, ofPod)) return { rule: 'runs-once', ...at };
  const probe = objectAt(container.data, 'livenessProbe');
  return { rule: Object.keys(probe).length > 0 ? 'probed' : 'missing', ...at };
}

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [], facts: [] },
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
  judge(workload) {
    const ofPod = isRestarted(workload);
    return perContainer(workload.template.containers, (container) => [judgeContainer(container, ofPod)]);
  },
});
