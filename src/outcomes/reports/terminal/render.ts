import type { Severity } from '../../../model/verdicts/index.ts';
import type { Finding, Report } from '../../findings/index.ts';
import { showAll, showGroup, showShortGroup } from './entries.ts';
import { createShelf } from './excerpt.ts';
import { showNext } from './next.ts';
import { createStyle, type TerminalContext } from './style.ts';
import {
  showAccepted,
  showDiagnostics,
  showInput,
  showNamespaces,
  showPlatform,
  showUndecided,
  showUnread,
  showVerdict,
} from './summary.ts';

/** Severities whose groups are shown at length. */
const AT_LENGTH: ReadonlySet<Severity> = new Set<Severity>(['critical', 'high', 'medium']);

/** The findings, but for those of the platform where it is folded. */
function* withoutFolded(report: Report): Iterable<Finding> {
  const folded = new Set((report.summary.platform ?? []).map(({ id }) => id));
  for (const finding of report.findings()) {
    if (finding.platform === undefined || !folded.has(finding.platform)) yield finding;
  }
}

/**
 * The report for people, in chunks of text: what was read, the verdict, one entry for each check and cause with the worst places, then namespaces, what
 * could not be decided, notes on the input, and what to run next. With `full` every finding follows object by object instead of the entries.
 */
export function* renderTerminal(report: Report, context: TerminalContext): Iterable<string> {
  const style = createStyle(context);
  const shelf = createShelf(context.files);
  const { groups, namespaces, undecided, platform } = report.summary;
  yield* showInput(report, style);
  yield* showVerdict(report, style);
  yield '\n';
  const counted = groups.filter(({ count }) => count > 0);
  if (context.full) {
    yield* showAll(withoutFolded(report), shelf, style);
    yield '\n';
  } else {
    for (const group of counted.filter(({ severity }) => AT_LENGTH.has(severity)))
      yield* showGroup(group, shelf, style);
    const short = counted.filter(({ severity }) => !AT_LENGTH.has(severity));
    for (const group of short) yield* showShortGroup(group, style);
    if (short.length > 0) yield '\n';
  }
  yield* showAccepted(report, style);
  yield* showNamespaces(namespaces, style);
  yield* showPlatform(platform, style);
  yield* showUnread(report.unread, style);
  yield* showUndecided(undecided, style);
  yield* showDiagnostics(report.diagnostics, style);
  yield* showNext(report, style);
}
