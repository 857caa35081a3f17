import {
  type Container,
  containerSecurityContext,
  podSecurityContext,
  type PodTemplate,
} from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

/** Whether a field is set in either; null is how a field is left out, too. */
function hasContext(pod: PodTemplate, container: Container): boolean {
  const fields = [podSecurityContext(pod), containerSecurityContext(container)].flatMap((one) => Object.values(one));
  return fields.some((value) => value !== null);
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'security-context-missing',
    topic: 'pod-hardening',
    title: 'Nothing is said about how the container may run',
    severity: 'info',
    why: 'Every security setting has its default, and the defaults favour compatibility.',
    remedy: 'Give pod or container a securityContext; the other checks say what belongs in it.',
    practices: ['P5'],
    ids: {
      kubescape: ['C-0211'],
      trivy: ['KSV-0118'],
      checkov: ['CKV_K8S_29', 'CKV_K8S_30'],
    },
    rules: {
      missing: { verdict: 'fail', text: 'neither container {container} nor its pod has a securityContext' },
      present: { verdict: 'pass', text: 'container {container} or its pod has a securityContext' },
    },
    options: {},
    fixable: false,
  },
  judge: (pod) =>
    perContainer(pod.containers, (container) => [
      {
        rule: hasContext(pod, container) ? 'present' : 'missing',
        container: container.name,
        path: [...container.path, 'securityContext'],
      },
    ]),
});
