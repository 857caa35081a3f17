import type { Json, JsonObject } from '../../../../../model/json.ts';
import {
  effectiveRunAsGroup,
  intAt,
  listAt,
  podSecurityContext,
  podSecurityPath,
} from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainerOrPod } from '../../../families/once-per-pod.ts';

const ASK: FixPlan = {
  class: 'needs-value',
  title: 'use another group',
  ops: [],
  question: 'Which group id should it use instead of 0?',
};

/** Where `supplementalGroups` holds 0, in order. Throws InvalidFieldError on an item that is no group id. */
function zerosOf(groups: readonly Json[]): readonly number[] {
  return groups.flatMap((group, index) => {
    const name = `supplementalGroups[${index}]`;
    // The API server decodes null in a list of numbers as 0.
    return (intAt({ [name]: group }, name) ?? 0) === 0 ? [index] : [];
  });
}

function* judgePod(context: JsonObject): Iterable<Judgement> {
  const groups = listAt(context, 'supplementalGroups');
  const zeros = zerosOf(groups);
  const [first] = zeros;
  if (first !== undefined) {
    const ops = zeros
      .toReversed()
      .map((index) => ({ op: 'remove' as const, path: podSecurityPath('supplementalGroups', index), prune: true }));
    const fix: FixPlan = {
      class: 'may-break',
      title: 'leave group 0',
      ops,
      breaksIf: 'the process needs files of group 0',
    };
    yield { rule: 'supplemental-zero', path: podSecurityPath('supplementalGroups', first), value: groups[first], fix };
  }
  if (intAt(context, 'fsGroup') === 0)
    yield { rule: 'fs-group-zero', path: podSecurityPath('fsGroup'), value: 0, fix: ASK };
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'root-group',
    topic: 'pod-hardening',
    title: 'Pod uses group 0',
    severity: 'low',
    why: 'Files of group 0 in the image and on shared volumes can be read, and often written, by the process.',
    remedy: 'Use a group id of its own.',
    practices: ['P1'],
    ids: {
      trivy: ['KSV-0116'],
      kubeLinter: ['run-as-non-root'],
      kyverno: ['require-non-root-groups'],
    },
    rules: {
      'group-zero': { verdict: 'fail', text: 'container {container} runs with group 0' },
      'pod-group-zero': { verdict: 'fail', text: 'the pod runs its containers with group 0' },
      'supplemental-zero': { verdict: 'fail', text: 'supplementalGroups holds 0' },
      'fs-group-zero': { verdict: 'fail', text: 'fsGroup is 0' },
      other: { verdict: 'pass', text: 'container {container} is given no group 0' },
    },
    options: {},
    fixable: true,
  },
  *judge(pod) {
    yield* judgePod(podSecurityContext(pod));
    yield* perContainerOrPod(pod.containers, (container) => {
      const { value, path, from } = effectiveRunAsGroup(pod, container);
      const at = { container: container.name, path, value };
      if (value !== 0) return [{ rule: 'other', ...at }];
      return [
        from === 'pod' ? { rule: 'pod-group-zero', path, value, fix: ASK } : { rule: 'group-zero', ...at, fix: ASK },
      ];
    });
  },
});
