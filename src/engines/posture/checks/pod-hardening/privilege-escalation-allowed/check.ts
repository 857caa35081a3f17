import {
  allowPrivilegeEscalation,
  type Container,
  boolAt,
  containerSecurityContext,
  containerSecurityPath,
  type PodTemplate,
} from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { capabilitiesOf } from '../../../families/capability-list.ts';
import { judgeContainerControl } from '../../../families/control.ts';
import { linuxOnly } from '../../../families/linux-only.ts';
import { makeUnprivileged } from '../../../families/unprivileged.ts';

/** The minor that brought the field. */
const SINCE = 8;

/** What the API server refuses beside `allowPrivilegeEscalation: false`, taken out. */
function contradictions(container: Container): FixPlan['ops'] {
  const added = capabilitiesOf(container, 'add').flatMap((name, index) => (name === 'CAP_SYS_ADMIN' ? [index] : []));
  const ops = added.toReversed().map((index) => ({
    op: 'remove' as const,
    path: containerSecurityPath(container, 'capabilities', 'add', index),
    prune: true,
  }));
  if (boolAt(containerSecurityContext(container), 'privileged') !== true) return ops;
  return [...ops, ...makeUnprivileged(container)];
}

function forbid(container: Container): FixPlan {
  const others = contradictions(container);
  return {
    class: 'may-break',
    title: others.length === 0 ? 'forbid privilege escalation' : 'forbid privilege escalation, and what contradicts it',
    ops: [{ op: 'set', path: containerSecurityPath(container, 'allowPrivilegeEscalation'), value: false }, ...others],
    breaksIf: 'the process uses a set-uid program such as sudo or su, or rights that it loses',
  };
}

function judgeControl(pod: PodTemplate, minor: number): Iterable<Judgement> {
  return judgeContainerControl(pod, minor, {
    evaluate: allowPrivilegeEscalation,
    passRule: 'off',
    passPath: (container) => [...(container?.path ?? []), 'securityContext', 'allowPrivilegeEscalation'],
    fix: ({ container }) => container && forbid(container),
  });
}

/** PSS restricted control `allowPrivilegeEscalation`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'privilege-escalation-allowed',
    topic: 'pod-hardening',
    title: 'Container may gain privileges',
    severity: 'medium',
    why: 'A set-uid program gives an attacker root in the container, and with it all capabilities that the container has.',
    remedy: 'Set `allowPrivilegeEscalation: false`.',
    practices: ['P1', 'P5'],
    ids: {
      kubescape: ['C-0016'],
      trivy: ['KSV-0001'],
      kubeLinter: ['privilege-escalation-container'],
      polaris: ['privilegeEscalationAllowed'],
      checkov: ['CKV_K8S_20'],
      kubesec: ['AllowPrivilegeEscalation'],
      kyverno: ['disallow-privilege-escalation'],
      pss: ['restricted/allowPrivilegeEscalation'],
    },
    rules: {
      unset: {
        verdict: 'fail',
        text: 'container {container} does not set allowPrivilegeEscalation, and the default is true',
      },
      'set-true': { verdict: 'fail', text: 'container {container} sets allowPrivilegeEscalation: true' },
      'accepted-unset': {
        verdict: 'pass',
        text: 'container {container} does not set allowPrivilegeEscalation, which the option acceptUnset allows',
      },
      off: { verdict: 'pass', text: 'container {container} forbids privilege escalation' },
      windows: { verdict: 'not-applicable', text: 'the pod runs on Windows, where the setting has no meaning' },
      'too-old': { verdict: 'not-applicable', text: 'the field came with 1.8' },
    },
    options: {
      acceptUnset: {
        type: 'boolean',
        default: false,
        doc: 'Also accept a container that does not set the field, although the default is true.',
      },
    },
    fixable: true,
  },
  *judge(pod, { minor, options }) {
    if (minor < SINCE) {
      yield { rule: 'too-old', path: ['spec', 'containers'] };
      return;
    }
    for (const judgement of linuxOnly(pod, minor, () => judgeControl(pod, minor))) {
      const { fix: _fix, ...found } = judgement;
      yield found.rule === 'unset' && options.acceptUnset ? { ...found, rule: 'accepted-unset' } : judgement;
    }
  },
});
