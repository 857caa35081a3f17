import type { Report, ReportInput } from '../../findings/index.ts';
import { clean, displayWidth, pad, quoteForShell } from '../../text/index.ts';
import type { Style } from './style.ts';

/** Options that say where this report goes: the next one is asked for otherwise. */
const ONCE_WITH_VALUE: ReadonlySet<string> = new Set(['-o', '--output', '--output-file', '--save-snapshot', '--color']);
const ONCE: ReadonlySet<string> = new Set(['--full', '--stats', '--watch']);

/** A command line in two: the words before `--`, and from there on. */
interface Words {
  readonly options: readonly string[];
  readonly rest: readonly string[];
}

/** The words that were given, but for those that say where this report goes. */
function wordsAgain(words: readonly string[]): Words {
  const end = words.indexOf('--');
  const given = end < 0 ? words : words.slice(0, end);
  const options = given.filter((word, i) => {
    const [name = ''] = word.split('=');
    const before = given[i - 1] ?? '';
    return !ONCE.has(word) && !ONCE_WITH_VALUE.has(name) && !ONCE_WITH_VALUE.has(before);
  });
  return { options, rest: end < 0 ? [] : words.slice(end) };
}

/** The words that would ask for the report, as far as it tells. */
function wordsOf({ targets, profile, complete, cluster, kubernetes }: ReportInput): Words {
  const options = [
    ...(profile === 'recommended' ? [] : ['--profile', profile]),
    ...(complete ? ['--complete'] : []),
    ...(kubernetes.from === 'flag' ? ['--kubernetes-version', `1.${kubernetes.minor}`] : []),
  ];
  // What begins with a dash is a target only behind `--`; `--cluster` among the targets is meant as it stands.
  const isHidden = cluster === undefined && targets.some((target) => target.startsWith('-') && target !== '-');
  return isHidden ? { options, rest: ['--', ...targets] } : { options: [...targets, ...options], rest: [] };
}

/** What to run next, with names of this report and all that was asked for. */
export function* showNext({ summary, input }: Report, style: Style): Iterable<string> {
  const [worst] = summary.groups;
  if (worst === undefined) return;
  const { command } = style.context;
  const { options, rest } = command === undefined ? wordsOf(input) : wordsAgain(command);
  const scan = (...more: readonly string[]): string =>
    clean(['merlon scan', ...[...options, ...more, ...rest].map(quoteForShell)].join(' '));
  yield `${style.bold('Next')}\n`;
  const rows = [
    [`merlon explain ${worst.check}`, 'what it means, and how to fix it'],
    [scan('--full'), 'every finding, object by object'],
    [scan('-o', 'json'), 'for programs; sarif for code scanning'],
  ];
  const width = Math.max(...rows.map(([line = '']) => displayWidth(line)));
  const isWide = rows.some(([, what = '']) => width + displayWidth(what) + 4 > style.width);
  // A command is there to be copied: it is never cut, and runs over where it is wider than the terminal.
  for (const [line = '', what = ''] of rows)
    yield isWide ? `  ${line}\n      ${style.dim(what)}\n` : `  ${pad(line, width)}  ${style.dim(what)}\n`;
}
