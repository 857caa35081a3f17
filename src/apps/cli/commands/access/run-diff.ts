import { isAbsolute, relative, resolve } from 'node:path';
import { diffAccess } from '../../../../engines/access/index.ts';
import {
  type AccessDiffReport,
  buildAccessDiff,
  renderAccessDiff,
  type ShownSide,
  writeAccessDiffSarif,
} from '../../../../outcomes/access-diff/index.ts';
import { findPlaces } from '../../../../outcomes/findings/index.ts';
import { CliError, EXIT } from '../../errors.ts';
import { writeFileOutput, writeOutput } from '../../output.ts';
import { fitMarks, terminalTraits } from '../../terminal.ts';
import { programVersion } from '../../version.ts';
import { formatJson } from '../../../../outcomes/text/index.ts';
import { checkOut } from './git-revision.ts';
import { type AccessSource, type OpenedAccess, openSource } from './open.ts';

/** Options of `merlon access diff`, as commander gives them. */
export interface DiffOptions {
  readonly git?: string;
  readonly complete?: boolean;
  readonly kubernetesVersion?: number;
  readonly config?: string | boolean;
  readonly quiet?: boolean;
  readonly output: 'terminal' | 'json' | 'sarif';
  readonly outputFile?: string;
  readonly failOn: 'critical' | 'high' | 'medium' | 'low' | 'never';
  readonly full?: boolean;
}

const WORST_FIRST = ['critical', 'high', 'medium', 'low'] as const;

/** The two sides, read; `name` is how the user named each. */
interface Sides {
  readonly before: OpenedAccess & { readonly name: string };
  readonly after: OpenedAccess & { readonly name: string };
}

async function readRevision(revision: string, targets: readonly string[], source: AccessSource): Promise<Sides> {
  const cwd = process.cwd();
  for (const target of targets) {
    if (isAbsolute(target) || relative(cwd, resolve(cwd, target)).startsWith('..'))
      throw new CliError(`--git compares paths below this folder, not ${target}`);
  }
  const old = await checkOut(revision, targets, cwd);
  try {
    const before = await openSource({ ...source, from: targets }, old.cwd);
    const after = await openSource({ ...source, from: targets });
    return { before: { ...before, name: revision }, after: { ...after, name: targets.join(', ') } };
  } finally {
    await old.remove();
  }
}

async function readSides(targets: readonly string[], options: DiffOptions): Promise<Sides> {
  const { complete, kubernetesVersion, config, quiet, git } = options;
  const source: AccessSource = {
    ...(complete === undefined ? {} : { complete }),
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    ...(config === undefined ? {} : { config }),
    ...(quiet === undefined ? {} : { quiet }),
  };
  if (git !== undefined) return readRevision(git, targets.length === 0 ? ['.'] : targets, source);
  const [before, after, ...more] = targets;
  if (before === undefined || after === undefined || more.length > 0)
    throw new CliError(
      'name what was before and what is after: merlon access diff BEFORE AFTER, or --git REVISION [PATHS]',
    );
  return {
    before: { ...(await openSource({ ...source, from: [before] })), name: before },
    after: { ...(await openSource({ ...source, from: [after] })), name: after },
  };
}

function* format(report: AccessDiffReport, { output, full }: DiffOptions): Iterable<string> {
  switch (output) {
    case 'json':
      yield formatJson(report);
      return;
    case 'sarif':
      yield writeAccessDiffSarif(report);
      return;
    case 'terminal':
      yield* fitMarks(renderAccessDiff(report, { width: terminalTraits('auto').width, full: full === true }));
  }
}

function isExceeded({ gained }: AccessDiffReport, limit: DiffOptions['failOn']): boolean {
  if (limit === 'never') return false;
  const bad: readonly string[] = WORST_FIRST.slice(0, WORST_FIRST.indexOf(limit) + 1);
  return gained.some(({ severity }) => bad.includes(severity));
}

function sideOf({ name, cluster }: Sides['before']): ShownSide {
  return { name, cluster, findPlace: findPlaces(cluster.files) };
}

/** `merlon access diff`: what a change of manifests grants and takes, for each subject. Throws CliError on wrong use. */
export async function runDiff(targets: readonly string[], options: DiffOptions): Promise<void> {
  const { before, after } = await readSides(targets, options);
  const report = buildAccessDiff(diffAccess(before, after), sideOf(before), sideOf(after), programVersion());
  const chunks = format(report, options);
  if (options.outputFile === undefined) await writeOutput(chunks);
  else await writeFileOutput(options.outputFile, chunks);
  if (before.unreadable || after.unreadable) process.exitCode = EXIT.unreadable;
  else process.exitCode = isExceeded(report, options.failOn) ? EXIT.findings : EXIT.clean;
}
