import { BASELINE_CAPABILITIES } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeAdded } from '../../../families/capability-list.ts';
import { perContainer } from '../../../invalid.ts';

/** The minor in which `capabilities_restricted` came. */
const RESTRICTED_SINCE = 22;

/** PSS baseline control `capabilities_baseline`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'non-default-capability-added',
    topic: 'pod-isolation',
    title: 'Container adds a capability that containers do not have by default',
    severity: 'medium',
    why: 'Each capability beyond the default set is a right of the root user that an attacker in the container has too.',
    remedy: 'Remove the capability.',
    practices: ['P5'],
    ids: {
      kyverno: ['disallow-capabilities'],
      pss: ['baseline/capabilities_baseline'],
    },
    rules: {
      added: { verdict: 'fail', text: 'container {container} adds the capability {item}' },
      none: { verdict: 'pass', text: 'container {container} adds no capability beyond the default set' },
      superseded: {
        verdict: 'not-applicable',
        text: 'from 1.22 on the restricted level has a stricter control for capabilities',
      },
    },
    options: {
      level: {
        type: 'string',
        default: 'baseline',
        values: ['baseline', 'restricted'],
        doc: 'The level of the Pod Security Standards that is judged: restricted replaces this control by a stricter one from 1.22 on.',
      },
    },
    fixable: true,
  },
  *judge(pod, { minor, options }) {
    if (options.level === 'restricted' && minor >= RESTRICTED_SINCE) {
      yield { rule: 'superseded', path: ['spec', 'containers'] };
      return;
    }
    yield* perContainer(pod.containers, (container) =>
      judgeAdded(container, {
        rule: 'added',
        passRule: 'none',
        nameOf: (written) => written,
        isUnwanted: (name) => !BASELINE_CAPABILITIES.has(name),
      }),
    );
  },
});
