import { CHECKS, type PostureRun } from '../../../../engines/posture/index.ts';
import {
  buildReport,
  findIdleSettings,
  type FindPlatform,
  type Report,
  type TallyMemory,
} from '../../../../outcomes/findings/index.ts';
import { renderTerminal, writeJsonReport } from '../../../../outcomes/reports/index.ts';
import type { Settings } from '../../../../outcomes/settings/index.ts';
import type { Collected } from '../../collect/index.ts';
import { writeFileOutput, writeOutput } from '../../output.ts';
import { terminalTraits } from '../../terminal.ts';
import { programVersion } from '../../version.ts';
import type { ScanOptions } from './run-scan.ts';

/** One scan: what was asked for and what was read. */
export interface Scan {
  readonly options: ScanOptions;
  readonly settings: Settings;
  /** The profile's id. */
  readonly profile: string;
  readonly collected: Collected;
  /** One for all reports of a watch: each object is looked at once. */
  readonly findPlatform: FindPlatform;
  /** Of the reports of a watch. */
  readonly memory?: TallyMemory;
}

const DEFAULT_FAIL_ON = 'high';

/** The day in UTC, which decides whether an exception has expired: the same for a laptop and a pipeline. */
function today(): string {
  return new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** Builds the report of a run of this scan. */
export function makeReport(run: PostureRun, scan: Scan): Report {
  const { options, settings, profile, collected, findPlatform, memory } = scan;
  const isOwnProfile = options.profile === undefined && options.check === undefined;
  return buildReport(run, {
    version: programVersion(),
    targets: collected.targets,
    profile,
    complete: collected.complete,
    files: collected.filesRead,
    documents: collected.documents,
    skipped: collected.skipped,
    unreadable: collected.unreadable,
    failOn: options.failOn ?? settings.failOn ?? DEFAULT_FAIL_ON,
    exceptions: settings.exceptions,
    findPlatform,
    foldPlatform: options.platform !== true,
    today: today(),
    diagnostics: [...run.cluster.diagnostics, ...findIdleSettings(run, settings, isOwnProfile)],
    verdicts: options.verdicts,
    ...(memory === undefined ? {} : { memory }),
  });
}

async function render(report: Report, { options, collected }: Scan): Promise<Iterable<string>> {
  if (options.output === 'json') return writeJsonReport(report);
  const checks = new Map(CHECKS.map(({ meta }) => [meta.id, meta]));
  if (options.output === 'sarif') {
    const { writeSarifReport } = await import('../../../../outcomes/reports/sarif/index.ts');
    return writeSarifReport(report, checks);
  }
  const traits = terminalTraits(
    options.outputFile === undefined || options.color === 'always' ? options.color : 'never',
  );
  return renderTerminal(report, {
    ...traits,
    full: options.full === true,
    files: collected.cluster.files,
    checks,
    ...(isReplay(collected.targets) ? {} : { command: givenWords() }),
  });
}

/** What was typed behind the program and the name of the command. */
function givenWords(): readonly string[] {
  return process.argv.slice(3);
}

/** Whether a report is one of a snapshot: it is to be what it was when the snapshot was made, and tells how to have that again. */
function isReplay(targets: readonly string[]): boolean {
  const words = givenWords();
  return !targets.every((target) => target === '.' || target.startsWith('--cluster') || words.includes(target));
}

function* announced(chunks: Iterable<string>, onFirst: () => void): Iterable<string> {
  let isFirst = true;
  for (const chunk of chunks) {
    if (isFirst) onFirst();
    isFirst = false;
    yield chunk;
  }
}

/** Prints a report in the wanted format, to standard output or to the wanted file. `onFirst` is called when there is something to print. */
export async function printReport(report: Report, scan: Scan, onFirst: () => void = () => undefined): Promise<void> {
  const { outputFile } = scan.options;
  const chunks = announced(await render(report, scan), onFirst);
  if (outputFile === undefined) await writeOutput(chunks);
  else await writeFileOutput(outputFile, chunks);
}
