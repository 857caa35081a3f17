import {
  otherAuthorizers,
  RBAC_KINDS,
  reviewAccess,
  tenantReach,
  tenantUnseen,
} from '../../../../engines/access/index.ts';
import type { Cluster, Gap } from '../../../../model/cluster/index.ts';
import { resolveTenants, type Tenants } from '../../../../model/tenants/index.ts';
import {
  type AccessReviewReport,
  buildAccessReview,
  renderReview,
  renderReviewPage,
  writeReviewCsv,
} from '../../../../outcomes/access-review/index.ts';
import { findPlaces } from '../../../../outcomes/findings/index.ts';
import { CliError, EXIT } from '../../errors.ts';
import { writeFileOutput, writeOutput } from '../../output.ts';
import { fitMarks, terminalTraits } from '../../terminal.ts';
import { programVersion } from '../../version.ts';
import { formatJson } from '../../../../outcomes/text/index.ts';
import { type AccessSource, type OpenedAccess, openSource } from './open.ts';

/** Options of `merlon access review`, as commander gives them. */
export interface ReviewOptions extends AccessSource {
  readonly output: 'terminal' | 'json' | 'csv' | 'html';
  readonly outputFile?: string;
  readonly full?: boolean;
  readonly all?: boolean;
  readonly failOn: 'critical' | 'high' | 'medium' | 'never';
}

function gapsOf(cluster: Cluster): readonly Gap[] {
  return Object.values(RBAC_KINDS).flatMap((gk) => cluster.list(gk).gaps);
}

function findTenants({ settings, cluster }: OpenedAccess): Tenants {
  const found = resolveTenants(settings.tenants, cluster);
  const lines = found.conflicts.map(({ namespace, tenants }) => `  ${namespace}: ${tenants.join(', ')}`);
  if (lines.length > 0)
    throw new CliError(
      `a namespace belongs to one tenant; these belong to more, by \`tenants:\` of the settings:\n${lines.join('\n')}`,
    );
  return found;
}

function* format(report: AccessReviewReport, { output, full, all }: ReviewOptions): Iterable<string> {
  switch (output) {
    case 'json':
      yield formatJson(report);
      return;
    case 'csv':
      yield* writeReviewCsv(report);
      return;
    case 'html':
      yield renderReviewPage(report);
      return;
    case 'terminal':
      yield* fitMarks(
        renderReview(report, { width: terminalTraits('auto').width, full: full === true, all: all === true }),
      );
  }
}

const WORST_FIRST = ['critical', 'high', 'medium'] as const;

/** Whether somebody holds a right that is as bad as that, beyond what the API server makes itself. */
function isExceeded({ subjects }: AccessReviewReport, limit: ReviewOptions['failOn']): boolean {
  if (limit === 'never') return false;
  const bad = WORST_FIRST.slice(0, WORST_FIRST.indexOf(limit) + 1);
  return subjects.some(({ builtIn, holdings }) => !builtIn && holdings.some(({ severity }) => bad.includes(severity)));
}

function review(opened: OpenedAccess): AccessReviewReport {
  const { cluster, access } = opened;
  const tenants = findTenants(opened);
  return buildAccessReview({
    version: programVersion(),
    targets: opened.targets,
    cluster,
    access,
    review: reviewAccess(cluster, access),
    others: otherAuthorizers(cluster),
    tenants: tenants.tenants.map((tenant) => ({
      tenant,
      reach: tenantReach(access, tenant, tenants, cluster.version.minor),
      unseen: tenantUnseen(access, tenant, cluster),
    })),
    gaps: gapsOf(cluster),
    findPlace: findPlaces(cluster.files),
  });
}

/** `merlon access review`: who holds what leads further, what tenants reach, and what should be tidied up. Throws CliError on wrong use. */
export async function runReview(targets: readonly string[], options: ReviewOptions): Promise<void> {
  const opened = await openSource({ ...options, from: [...(options.from ?? []), ...targets] });
  try {
    const report = review(opened);
    const chunks = format(report, options);
    if (options.outputFile === undefined) await writeOutput(chunks);
    else await writeFileOutput(options.outputFile, chunks);
    if (opened.unreadable) process.exitCode = EXIT.unreadable;
    else process.exitCode = isExceeded(report, options.failOn) ? EXIT.findings : EXIT.clean;
  } finally {
    opened.close();
  }
}
