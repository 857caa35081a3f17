import { templateCheck } from '../../../contract.ts';
import { judgeAdded } from '../../../families/capability-list.ts';
import { linuxOnly } from '../../../families/linux-only.ts';
import { perContainer } from '../../../invalid.ts';

/** The minor that brought the control. */
const SINCE = 22;

/** The part of PSS restricted control `capabilities_restricted` about `add`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'capability-added-beyond-net-bind',
    topic: 'pod-hardening',
    title: 'Container adds a capability',
    severity: 'low',
    why: 'Each added capability is a right that an attacker in the container gets.',
    remedy: 'Remove the capability; only NET_BIND_SERVICE may be added.',
    practices: ['P5'],
    ids: {
      trivy: ['KSV-0022', 'KSV-0106'],
      checkov: ['CKV_K8S_25'],
      kyverno: ['disallow-capabilities-strict'],
      pss: ['restricted/capabilities_restricted'],
    },
    rules: {
      added: { verdict: 'fail', text: 'container {container} adds the capability {item}' },
      none: { verdict: 'pass', text: 'container {container} adds no capability but NET_BIND_SERVICE' },
      windows: { verdict: 'not-applicable', text: 'the pod runs on Windows, where the setting has no meaning' },
      'too-old': { verdict: 'not-applicable', text: 'Pod Security asks for it from 1.22 on' },
    },
    options: {},
    fixable: true,
  },
  *judge(pod, { minor }) {
    if (minor < SINCE) {
      yield { rule: 'too-old', path: ['spec', 'containers'] };
      return;
    }
    yield* linuxOnly(pod, minor, () =>
      perContainer(pod.containers, (container) =>
        judgeAdded(container, {
          rule: 'added',
          passRule: 'none',
          nameOf: (written) => written,
          isUnwanted: (name) => name !== 'NET_BIND_SERVICE',
        }),
      ),
    );
  },
});
