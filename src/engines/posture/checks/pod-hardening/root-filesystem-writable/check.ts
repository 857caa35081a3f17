import {
  boolAt,
  type Container,
  containerSecurityContext,
  containerSecurityPath,
} from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { linuxOnly } from '../../../families/linux-only.ts';
import { perContainer } from '../../../invalid.ts';

function judgeContainer(container: Container): Judgement {
  const value = boolAt(containerSecurityContext(container), 'readOnlyRootFilesystem');
  const path = containerSecurityPath(container, 'readOnlyRootFilesystem');
  const at = { container: container.name, path, value };
  if (value === true) return { rule: 'read-only', ...at };
  return {
    rule: value === undefined ? 'unset' : 'set-false',
    ...at,
    fix: {
      class: 'may-break',
      title: 'make the root file system read-only',
      ops: [{ op: 'set', path, value: true }],
      breaksIf: 'the process writes outside of its volumes',
    },
  };
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'root-filesystem-writable',
    topic: 'pod-hardening',
    title: 'Container can change its own file system',
    severity: 'medium',
    why: 'An attacker can replace programs and settings of the image and leave tools behind.',
    remedy: 'Set `readOnlyRootFilesystem: true` and mount volumes where the process writes.',
    practices: ['P3'],
    ids: {
      kubescape: ['C-0017'],
      trivy: ['KSV-0014'],
      kubeLinter: ['no-read-only-root-fs'],
      polaris: ['notReadOnlyRootFilesystem'],
      checkov: ['CKV_K8S_22'],
      kubeScore: ['container-security-context-readonlyrootfilesystem'],
      kubesec: ['ReadOnlyRootFilesystem'],
      kyverno: ['require-ro-rootfs'],
    },
    rules: {
      unset: { verdict: 'fail', text: 'container {container} does not set readOnlyRootFilesystem' },
      'set-false': { verdict: 'fail', text: 'container {container} sets readOnlyRootFilesystem: false' },
      'read-only': { verdict: 'pass', text: 'the root file system of container {container} is read-only' },
      windows: { verdict: 'not-applicable', text: 'the pod runs on Windows, where the setting has no meaning' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod, { minor }) =>
    linuxOnly(pod, minor, () => perContainer(pod.containers, (container) => [judgeContainer(container)])),
});
