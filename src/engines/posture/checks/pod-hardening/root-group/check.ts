import {
  effectiveRunAsGroup,
  intAt,
  listAt,
  podSecurityContext,
  podSecurityPath,
  type PodTemplate,
} from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

const ASK: FixPlan = {
  class: 'needs-value',
  title: 'use another group',
  ops: [],
  question: 'Which group id should it use instead of 0?',
};

function* judgePod(pod: PodTemplate): Iterable<Judgement> {
  const context = podSecurityContext(pod);
  const index = listAt(context, 'supplementalGroups').indexOf(0);
  if (index >= 0) {
    const path = podSecurityPath('supplementalGroups', index);
    const fix: FixPlan = {
      class: 'may-break',
      title: 'leave group 0',
      ops: [{ op: 'remove', path, prune: true }],
      breaksIf: 'the process needs files of group 0',
    };
    yield { rule: 'supplemental-zero', path, value: 0, fix };
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
      'supplemental-zero': { verdict: 'fail', text: 'supplementalGroups holds 0' },
      'fs-group-zero': { verdict: 'fail', text: 'fsGroup is 0' },
      other: { verdict: 'pass', text: 'container {container} is given no group 0' },
    },
    options: {},
    fixable: true,
  },
  *judge(pod) {
    yield* judgePod(pod);
    yield* perContainer(pod.containers, (container) => {
      const { value, path } = effectiveRunAsGroup(pod, container);
      const at = { container: container.name, path, value };
      return [value === 0 ? { rule: 'group-zero', ...at, fix: ASK } : { rule: 'other', ...at }];
    });
  },
});
