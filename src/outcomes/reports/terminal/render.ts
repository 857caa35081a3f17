import type { Severity } from '../../../model/verdicts/index.ts';
import type { Report } from '../../findings/index.ts';
import { showAll, showGroup, showShortGroup } from './entries.ts';
import { createShelf } from './excerpt.ts';
import { createStyle, type TerminalContext } from './style.ts';
import {
  showAccepted,
  showDiagnostics,
  showInput,
  showNamespaces,
  showNext,
  showUndecided,
  showVerdict,
} from './summary.ts';

/** Severities whose groups are shown at length. */
const AT_LENGTH: ReadonlySet<Severity> = new Set<Severity>(['critical', 'high', 'medium']);

/**
 * The report for people, in chunks of text: what was read, the verdict, one entry for each check and cause with the worst places, then namespaces, what
 * could not be decided, notes on the input, and what to run next. With `full` every finding follows object by object instead of the entries.
 */
export function* renderTerminal(report: Report, context: TerminalContext): Iterable<string> {
  const style = createStyle(context);
  const shelf = createShelf(context.files);
  const { groups, namespaces, undecided } = report.summary;
  yield* showInput(report, style);
  yield* showVerdict(report, style);
  yield '\n';
  const counted = groups.filter(({ count }) => count > 0);
  if (context.full) {
    yield* showAll(report.findings(), shelf, style);
    yield '\n';
  } else {
    for (const group of counted.filter(({ severity }) => AT_LENGTH.has(severity)))
      yield* showGroup(group, shelf, style);
    const short = counted.filter(({ severity }) => !AT_LENGTH.has(severity));
    for (const group of short) yield showShortGroup(group, style);
    if (short.length > 0) yield '\n';
  }
  yield* showAccepted(report, style);
  yield* showNamespaces(namespaces, style);
  yield* showUndecided(undecided, style);
  yield* showDiagnostics(report.diagnostics, style);
  yield* showNext(report, style);
}
