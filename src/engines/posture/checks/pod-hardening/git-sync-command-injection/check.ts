import { type Container, objectsAt, stringAt } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

function judgeContainer(container: Container): readonly Judgement[] {
  const index = objectsAt(container.data, 'env').findIndex((entry) => stringAt(entry, 'name') === 'GITSYNC_GIT');
  const path = [...container.path, 'env'];
  if (index < 0) return [{ rule: 'none', container: container.name, path }];
  const fix = {
    class: 'may-break',
    title: 'use the git of the image',
    ops: [{ op: 'remove', path: [...path, index], prune: true }],
    breaksIf: 'the image has no git of its own',
  } as const;
  return [{ rule: 'set', container: container.name, path: [...path, index, 'name'], value: 'GITSYNC_GIT', fix }];
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'git-sync-command-injection',
    topic: 'pod-hardening',
    title: 'An environment variable chooses the program that git-sync runs',
    severity: 'low',
    why: 'Whoever may change GITSYNC_GIT runs a program of their choice in the container.',
    remedy: 'Remove the variable and use the git of the image.',
    practices: ['P4'],
    ids: {
      checkov: ['CKV_K8S_159'],
    },
    rules: {
      set: { verdict: 'fail', text: 'container {container} sets GITSYNC_GIT' },
      none: { verdict: 'pass', text: 'container {container} does not set GITSYNC_GIT' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod) => perContainer(pod.containers, judgeContainer),
});
