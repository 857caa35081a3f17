import { effectiveRunAsUser } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeMinimumId } from '../../../families/minimum-id.ts';

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'low-uid',
    topic: 'pod-hardening',
    title: 'Container runs with a low user id',
    severity: 'low',
    why: 'A user id below 10000 may be one of the node, whose files a process that breaks out could then touch.',
    remedy: 'Set `runAsUser` to an id of 10000 or more, or give the pod a user namespace.',
    practices: ['P1'],
    ids: {
      trivy: ['KSV-0020'],
      checkov: ['CKV_K8S_40'],
      kubeScore: ['container-security-context-user-group-id'],
      kubesec: ['RunAsUser'],
    },
    rules: {
      unset: { verdict: 'fail', text: 'no user id is set for container {container}' },
      low: { verdict: 'fail', text: 'container {container} runs with the low user id {value}' },
      'pod-low': { verdict: 'fail', text: 'the pod sets the low user id {value}' },
      high: { verdict: 'pass', text: 'container {container} runs with a high user id' },
      'user-namespace': { verdict: 'pass', text: 'ids of the pod are none of the node (hostUsers: false)' },
      windows: { verdict: 'not-applicable', text: 'the pod runs on Windows, where the setting has no meaning' },
    },
    options: {
      minimum: { type: 'integer', default: 10000, minimum: 1, doc: 'The lowest id that is high enough.' },
    },
    fixable: true,
  },
  judge: (pod, { minor, options }) =>
    judgeMinimumId(pod, minor, {
      minimum: options.minimum,
      title: 'use a high user id',
      question: `Which user id of ${options.minimum} or more should it run with?`,
      effective: effectiveRunAsUser,
    }),
});
