import {
  isShippedGrant,
  type LeftAlone,
  nodeAuthorizer,
  planLeastPrivilege,
  RBAC_KINDS,
  replayPlan,
  subjectOf,
  type Use,
} from '../../../../engines/access/index.ts';
import { accountOf, MASTERS, subjectKey, type UserInfo } from '../../../../model/kube/index.ts';
import { findPlaces } from '../../../../outcomes/findings/index.ts';
import {
  buildLeastPrivilegeReport,
  type LeastPrivilegeReport,
  renderLeastPrivilege,
  writeLeastPrivilegeYaml,
} from '../../../../outcomes/least-privilege/index.ts';
import type { AuditLog } from '../../../../sources/events/index.ts';
import { CliError, EXIT } from '../../errors.ts';
import { writeFileOutput, writeOutput } from '../../output.ts';
import { createProgress } from '../../progress.ts';
import { STDIN } from '../../stdin.ts';
import { fitMarks, terminalTraits } from '../../terminal.ts';
import { programVersion } from '../../version.ts';
import { formatJson } from '../../../../outcomes/text/index.ts';
import { blindnessOf, showLog, usersOf, usesOf } from './audit-uses.ts';
import { type AccessSource, type OpenedAccess, openSource } from './open.ts';
import { parseSubject } from './parse-request.ts';

/** Options of `merlon access least-privilege`, as commander gives them. */
export interface LeastPrivilegeOptions extends AccessSource {
  readonly auditLog: readonly string[];
  readonly replay?: readonly string[];
  readonly subject?: readonly string[];
  readonly everywhereFrom: number;
  readonly nameSeen: number;
  readonly output: 'terminal' | 'yaml' | 'json';
  readonly outputFile?: string;
  readonly full?: boolean;
}

async function readLog(targets: readonly string[]): Promise<AuditLog> {
  const { readAuditLog } = await import('../../../../sources/events/index.ts');
  return readAuditLog({ targets, cwd: process.cwd(), stdin: STDIN });
}

/** Why a user of the log gets no roles; undefined where it does. */
function whyLeftAlone(user: UserInfo, { cluster, access }: OpenedAccess): string | undefined {
  if (user.groups.includes(MASTERS)) return 'a member of system:masters, who may do everything whatever roles say';
  if (user.name.startsWith('system:node:')) return 'a node: the Node authorizer decides for it';
  const own = subjectKey(subjectOf(user));
  const grants = access.grants.filter(({ subject }) => subjectKey(subject) === own);
  const isBuiltIn = grants.length > 0 && grants.every((grant) => isShippedGrant(grant, cluster.version.minor));
  if (isBuiltIn) return 'built in: its roles are as the API server makes them';
  if (user.name.startsWith('system:') && accountOf(user.name) === undefined) return 'a component of the control plane';
  return undefined;
}

function chooseUsers(
  uses: readonly Use[],
  known: ReadonlyMap<string, UserInfo>,
  { subject = [] }: LeastPrivilegeOptions,
  opened: OpenedAccess,
): { readonly users: readonly UserInfo[]; readonly leftAlone: readonly LeftAlone[] } {
  const seen = new Map<string, UserInfo>();
  for (const { user, impersonator } of uses)
    for (const one of [user, impersonator]) if (one !== undefined) seen.set(one.name, known.get(one.name) ?? one);
  const wanted = subject.map((text) => parseSubject(text, []).name);
  const missing = wanted.find((name) => !seen.has(name));
  if (missing !== undefined) throw new CliError(`nobody named "${missing}" was allowed anything in the audit log`);
  if (wanted.length > 0)
    return { users: [...seen.values()].filter(({ name }) => wanted.includes(name)), leftAlone: [] };
  const users: UserInfo[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const user of seen.values()) {
    const reason = whyLeftAlone(user, opened);
    if (reason === undefined) users.push(user);
    else leftAlone.push({ subject: subjectKey(subjectOf(user)), reason });
  }
  return { users, leftAlone };
}

function makeReport(
  opened: OpenedAccess,
  log: AuditLog,
  other: AuditLog | undefined,
  options: LeastPrivilegeOptions,
): LeastPrivilegeReport {
  const { cluster, access, targets } = opened;
  const uses = usesOf(log);
  const { users, leftAlone } = chooseUsers(uses, usersOf(log), options, opened);
  const made = { everywhereFrom: options.everywhereFrom, nameSeenTimes: options.nameSeen };
  const others = [nodeAuthorizer(cluster, cluster.version.minor)];
  const context = { cluster, access, others, uses, blindness: blindnessOf(log), options: made };
  const plan = planLeastPrivilege(users, context);
  return buildLeastPrivilegeReport({
    version: programVersion(),
    targets,
    cluster,
    log: showLog(log),
    options: made,
    plan,
    leftAlone,
    replays: other === undefined ? [] : replayPlan(plan, usesOf(other), context),
    complete: Object.values(RBAC_KINDS).every((gk) => cluster.list(gk).complete),
    findPlace: findPlaces(cluster.files),
  });
}

function* format(report: LeastPrivilegeReport, { output, full }: LeastPrivilegeOptions): Iterable<string> {
  switch (output) {
    case 'json':
      yield formatJson(report);
      return;
    case 'yaml':
      yield* writeLeastPrivilegeYaml(report);
      return;
    case 'terminal':
      yield* fitMarks(renderLeastPrivilege(report, { width: terminalTraits('auto').width, full: full === true }));
  }
}

function exitCodeOf(
  opened: OpenedAccess,
  logs: readonly (AuditLog | undefined)[],
  report: LeastPrivilegeReport,
): number {
  if (opened.unreadable || logs.some((log) => log?.problems.some(({ kind }) => kind === 'unreadable') === true))
    return EXIT.unreadable;
  return report.subjects.some(({ refused, replay }) => refused.length + (replay?.refused.length ?? 0) > 0)
    ? EXIT.findings
    : EXIT.clean;
}

/** `merlon access least-privilege`: the smallest roles that would have allowed all that an audit log shows. Throws CliError on wrong use. */
export async function runLeastPrivilege(targets: readonly string[], options: LeastPrivilegeOptions): Promise<void> {
  const progress = createProgress(options.quiet === true);
  progress.show('reading the audit log');
  const log = await readLog(options.auditLog);
  const other = options.replay === undefined ? undefined : await readLog(options.replay);
  progress.clear();
  if (log.counts.requests === 0) throw new CliError(noRequests(log), EXIT.unreadable);
  const opened = await openSource({ ...options, from: [...(options.from ?? []), ...targets] });
  try {
    const report = makeReport(opened, log, other, options);
    const chunks = format(report, options);
    if (options.outputFile === undefined) await writeOutput(chunks);
    else await writeFileOutput(options.outputFile, chunks);
    process.exitCode = exitCodeOf(opened, [log, other], report);
  } finally {
    opened.close();
  }
}

function noRequests(log: AuditLog): string {
  const { examples, lines } = showLog(log);
  return [`no request in the audit log (${lines} lines)`, ...examples].join('\n  ');
}
