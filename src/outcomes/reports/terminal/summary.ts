import type { Diagnostic, UnreadList } from '../../../model/cluster/index.ts';
import { SEVERITIES } from '../../../model/verdicts/index.ts';
import type {
  NamespaceSummary,
  PlatformSummary,
  Report,
  SeverityCounts,
  UndecidedGroup,
} from '../../findings/index.ts';
import type { Style } from './style.ts';
import { clean, countOf, cut, displayWidth, pad, wrapWords } from '../../text/index.ts';

const MOST = 12;
/** Most notes on the input, which can wait. */
const MOST_NOTES = 4;

function heading(text: string, style: Style): string {
  return `${style.bold(text)}\n`;
}

/** Text in lines that fit; the first begins with `lead`. Words that are given one by one keep the blanks in them. */
function* wrapped(text: string | readonly string[], style: Style, indent: string, lead = indent): Iterable<string> {
  const words = typeof text === 'string' ? text.split(/\s+/) : text;
  for (const [i, line] of wrapWords(words, style.width - indent.length).entries())
    yield `${i === 0 ? lead : indent}${line}\n`;
}

function* cutList<T>(
  items: readonly T[],
  style: Style,
  show: (item: T) => Iterable<string>,
  most = MOST,
): Iterable<string> {
  const shown = style.context.full ? items : items.slice(0, most);
  for (const item of shown) yield* show(item);
  const rest = items.length - shown.length;
  if (rest > 0) yield `  ${style.dim(`${style.mark.more} and ${rest} more (--full shows all)`)}\n`;
}

/** `2 critical, 5 high`: what there is, worst first. */
export function showCounts(counts: SeverityCounts, style: Style): string {
  const parts = SEVERITIES.filter((one) => counts[one] > 0).map((one) => style.severity[one](`${counts[one]} ${one}`));
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

/** What was read and judged, in two lines at most. */
export function* showInput({ input, version }: Report, style: Style): Iterable<string> {
  const from = { flag: '', server: ' (as the server says)', default: ' (the newest known)' }[input.kubernetes.from];
  const read = [
    clean(input.cluster === undefined ? input.targets.join(' ') : `cluster ${input.cluster}`),
    `${countOf(input.objects, 'object')} (${countOf(input.workloads, 'workload')})${input.cluster === undefined ? ` in ${countOf(input.files, 'file')}` : ''}`,
    `Kubernetes 1.${input.kubernetes.minor}${from}`,
    `profile ${input.profile}, ${countOf(input.checks, 'check')}`,
  ];
  yield* wrapped(`merlon ${version} ${style.mark.dot} ${read.join(` ${style.mark.dot} `)}`, style, '');
}

/** The verdict in a line. */
export function* showVerdict({ summary, input, exitCode, failOn }: Report, style: Style): Iterable<string> {
  const total = SEVERITIES.reduce((sum, one) => sum + summary.failed[one], 0);
  if (input.objects === 0) yield 'No Kubernetes objects were found there.\n';
  else if (total === 0) yield `${style.green('No findings')}: ${countOf(summary.verdicts.pass, 'verdict')} passed.\n`;
  else yield `${countOf(total, 'finding')}: ${showCounts(summary.failed, style)}\n`;
  if (exitCode === 1)
    yield* wrapped(`Exit code 1: there are findings of severity ${failOn} or worse (--fail-on).`, style, '');
  if (exitCode === 3)
    yield* wrapped('Exit code 3: something that was asked for could not be read, see below.', style, '');
}

/** A name with its counts; these stand below it where one line is too short for both. */
function* showLine(start: string, workloads: string, failed: SeverityCounts, style: Style): Iterable<string> {
  const plain = SEVERITIES.filter((one) => failed[one] > 0)
    .map((one) => `${failed[one]} ${one}`)
    .join(', ');
  const isWide = displayWidth(start) + workloads.length + plain.length + 3 > style.width;
  const gap = isWide ? '\n      ' : '  ';
  yield `${start} ${style.dim(workloads)}${gap}${showCounts(failed, style)}\n`;
}

/** Counts by namespace, one line each. */
export function* showNamespaces(namespaces: readonly NamespaceSummary[], style: Style): Iterable<string> {
  if (namespaces.length === 0) return;
  yield heading('Namespaces', style);
  const name = ({ namespace }: NamespaceSummary): string => (namespace === '' ? '(cluster)' : clean(namespace));
  const width = Math.min(30, Math.max(...namespaces.map((one) => name(one).length)));
  yield* cutList(namespaces, style, function* (one) {
    const workloads = countOf(one.workloads, 'workload').padStart(13);
    yield* showLine(`  ${pad(cut(name(one), width, style.mark.more), width)}`, workloads, one.failed, style);
  });
  yield '\n';
}

/** What the platform itself runs, one line for each part. */
export function* showPlatform(platform: readonly PlatformSummary[] | undefined, style: Style): Iterable<string> {
  if (platform === undefined) return;
  yield heading('The platform itself', style);
  const width = Math.min(40, Math.max(...platform.map(({ title }) => title.length)));
  for (const { title, workloads, failed } of platform) {
    const count = countOf(workloads, 'workload').padStart(13);
    yield* showLine(`  ${pad(cut(title, width, style.mark.more), width)}`, count, failed, style);
  }
  yield* wrapped('Not counted above and not in the exit code; --platform shows it all.', style, '  ');
  yield '\n';
}

const WHY: Readonly<Record<UndecidedGroup['kind'], string>> = {
  open: 'not in these files (scan them too, or say --complete when there is nothing else)',
  unreadable: 'could not be read',
  invalid: 'a field has a type that the API server refuses',
  crash: 'a check failed; please report it',
};

const WHY_UNREAD: Readonly<Record<UnreadList['problem'], string>> = {
  forbidden: 'no permission (`merlon rbac print --for scan` prints the role that gives it)',
  'not-opted-in': 'not asked for: permission to list Secrets is permission to read them (--secrets types)',
  failed: 'the server did not answer',
};

/** What a live cluster did not give, with the permission that would change it. */
export function* showUnread(unread: readonly UnreadList[] | undefined, style: Style): Iterable<string> {
  if (unread === undefined || unread.length === 0) return;
  yield heading('Not read from the cluster', style);
  for (const problem of ['failed', 'forbidden', 'not-opted-in'] as const) {
    const own = unread.filter((list) => list.problem === problem);
    if (own.length === 0) continue;
    yield* wrapped(`${WHY_UNREAD[problem]}:`, style, '  ');
    yield* cutList(own, style, ({ group, resource, namespace, reason }) => {
      const what = `list ${clean(group === '' ? resource : `${resource}.${group}`)}${namespace === undefined ? '' : ` in ${clean(namespace)}`}`;
      return wrapped(problem === 'failed' ? `${what}: ${clean(reason)}` : what, style, '      ', '    ');
    });
  }
  yield '\n';
}

/** What could not be decided, and what would settle it. */
export function* showUndecided(groups: readonly UndecidedGroup[], style: Style): Iterable<string> {
  if (groups.length === 0) return;
  yield heading('Not decided', style);
  for (const kind of ['crash', 'invalid', 'unreadable', 'open'] as const) {
    const own = groups.filter((group) => group.kind === kind);
    if (own.length === 0) continue;
    yield* wrapped(`${WHY[kind]}:`, style, '  ');
    yield* cutList(own, style, ({ cause, checks, count }) =>
      wrapped(`${clean(cause)}: ${countOf(count, 'verdict')} of ${checks.join(', ')}`, style, '      ', '    '),
    );
  }
  yield '\n';
}

const ORDER: readonly Diagnostic['severity'][] = ['error', 'warning', 'note'];

/** What is said of the input, in words: the place is one of them, whatever the file's name holds. */
function wordsOf({ file, line, column, message }: Diagnostic): readonly string[] {
  const words = clean(message).split(/\s+/);
  if (file === undefined) return words;
  const at = line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
  return [`${clean(file)}${at}:`, ...words];
}

/** What the reader must know about the input, errors first. */
export function* showDiagnostics(diagnostics: readonly Diagnostic[], style: Style): Iterable<string> {
  if (diagnostics.length === 0) return;
  yield heading('About the input', style);
  const paint = { error: style.red, warning: style.yellow, note: style.dim };
  for (const severity of ORDER) {
    const own = diagnostics.filter((one) => one.severity === severity);
    const most = severity === 'note' ? MOST_NOTES : MOST;
    yield* cutList(
      own,
      style,
      (one) => wrapped(wordsOf(one), style, '          ', `  ${paint[severity](pad(severity, 7))} `),
      most,
    );
  }
  yield '\n';
}

/** Findings that were accepted, and those whose day has passed. */
export function* showAccepted({ summary }: Report, style: Style): Iterable<string> {
  if (summary.accepted > 0)
    yield `${countOf(summary.accepted, 'finding')} accepted in merlon.yaml, not counted above.\n`;
  if (summary.expired > 0)
    yield `${style.yellow(countOf(summary.expired, 'finding'))} accepted until a day that has passed: counted again.\n`;
  if (summary.accepted + summary.expired > 0) yield '\n';
}
