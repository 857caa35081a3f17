import { type Container, stringsAt } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

/** Whether a word of a command, or of a script in it, is sudo; `sudoers` and `pseudo` are not. */
function callsSudo(text: string): boolean {
  return text.split(/[\s;&|()`'"]+/).some((word) => word === 'sudo' || word.endsWith('/sudo'));
}

function judgeContainer(container: Container): readonly Judgement[] {
  const command = stringsAt(container.data, 'command');
  const index = command.findIndex(callsSudo);
  const path = [...container.path, 'command'];
  if (index < 0) return [{ rule: 'none', container: container.name, path }];
  return [{ rule: 'sudo', container: container.name, path: [...path, index], value: command[index] }];
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'sudo-in-command',
    topic: 'pod-hardening',
    title: 'Container starts its process through sudo',
    severity: 'low',
    why: 'The program sudo needs set-uid rights, and an image with it gives root to whoever takes over the process.',
    remedy: 'Run the process as the user that it needs, without sudo.',
    practices: ['P1'],
    ids: {
      kubescape: ['C-0062'],
    },
    rules: {
      sudo: { verdict: 'fail', text: 'the command of container {container} calls sudo' },
      none: { verdict: 'pass', text: 'the command of container {container} does not call sudo' },
    },
    options: {},
    fixable: false,
  },
  judge: (pod) => perContainer(pod.containers, judgeContainer),
});
