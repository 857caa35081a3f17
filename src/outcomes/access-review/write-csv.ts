import { formatCsv } from '../text/index.ts';
import { showChainLine, showSubject, titleOf } from './show.ts';
import type { AccessReviewReport } from './types.ts';

const HEAD = ['subject', 'built in', 'tenants', 'right', 'may', 'severity', 'namespace', 'names', 'chains'];

/** Writes what every subject holds as CSV (RFC 4180), one line for each right and namespace; an empty namespace is everywhere, empty names are all. */
export function* writeReviewCsv(report: AccessReviewReport): Iterable<string> {
  yield formatCsv(HEAD);
  for (const subject of report.subjects)
    for (const { right, severity, namespace = '', names = [], chains } of subject.holdings)
      yield formatCsv([
        showSubject(subject),
        subject.builtIn ? 'yes' : 'no',
        subject.tenants.join(' '),
        right,
        titleOf(report, right),
        severity,
        namespace,
        names.join(' '),
        chains
          .flatMap((index) => report.chains[index] ?? [])
          .map(showChainLine)
          .join(' | '),
      ]);
}
