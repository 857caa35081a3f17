import { type Container, objectsAt, stringAt } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

function judgeContainer(container: Container): readonly Judgement[] {
  const found = objectsAt(container.data, 'env').flatMap((entry, index) =>
    stringAt(entry, 'name') === 'GITSYNC_GIT' ? [index] : [],
  );
  const path = [...container.path, 'env'];
  const [index] = found;
  if (index === undefined) return [{ rule: 'none', container: container.name, path }];
  const fix = {
    class: 'may-break',
    title: 'use the git of the image',
    // A name may stand there twice, and the last one counts: all go.
    ops: found.toReversed().map((at) => ({ op: 'remove' as const, path: [...path, at], prune: true })),
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
