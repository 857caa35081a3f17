import { boolAt, type Container } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

function judgeContainer(container: Container): readonly Judgement[] {
  const open = (['stdin', 'tty'] as const).flatMap((item): readonly Judgement[] => {
    if (boolAt(container.data, item) !== true) return [];
    const path = [...container.path, item];
    // Without an input there is none to close.
    const once = item === 'stdin' && boolAt(container.data, 'stdinOnce') !== undefined;
    const more = once ? [{ op: 'remove', path: [...container.path, 'stdinOnce'] } as const] : [];
    const fix = {
      class: 'may-break',
      title: 'close it',
      ops: [{ op: 'remove', path }, ...more],
      breaksIf: 'someone attaches to the process, or it ends without input',
    } as const;
    return [{ rule: 'open', container: container.name, item, path, value: true, fix }];
  });
  return open.length > 0 ? open : [{ rule: 'closed', container: container.name, path: [...container.path, 'stdin'] }];
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'interactive-container',
    topic: 'pod-hardening',
    title: 'Container keeps an open terminal',
    severity: 'low',
    why: 'Whoever may attach to the pod types into the process.',
    remedy: 'Remove `stdin` and `tty`.',
    practices: ['P5'],
    ids: {},
    rules: {
      open: { verdict: 'fail', text: 'container {container} sets {item}: true' },
      closed: { verdict: 'pass', text: 'container {container} keeps no terminal open' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod) => perContainer(pod.containers, judgeContainer),
});
