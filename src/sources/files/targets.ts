import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { compareText } from '../../model/cluster/index.ts';
import { type LoadContext, report } from '../intake.ts';
import { reportLeftOut } from './left-out.ts';
import { displayPath } from './paths.ts';
import { explainIoError } from './read-file.ts';
import {
  type Found,
  isFluxObject,
  isManifestName,
  KUSTOMIZATION_FILES,
  type LeftOut,
  type Obstacle,
  walkFolder,
  type WalkResult,
} from './walk.ts';

/** A thing that was found. `named` things were asked for one by one; the others were come upon in a folder. */
export interface Target {
  readonly path: string;
  readonly named: boolean;
}

/** What the targets turned out to be, each thing once; paths are absolute. */
export interface Targets {
  readonly stdin: boolean;
  readonly files: readonly Target[];
  /** Folders with a Chart.yaml, and packaged charts. */
  readonly charts: readonly Target[];
  /** Folders with a kustomization file. */
  readonly kustomizations: readonly Target[];
}

interface Gathering {
  stdin: boolean;
  readonly leftOut: LeftOut[];
  readonly files: Target[];
  readonly charts: Target[];
  readonly kustomizations: Target[];
}

/** Finds out what each target is. What is not there or may not be entered is reported; the rest goes on. Rejects only with the signal's reason. */
export async function findTargets(context: LoadContext): Promise<Targets> {
  const gathering: Gathering = { stdin: false, leftOut: [], files: [], charts: [], kustomizations: [] };
  for (const target of context.request.targets) {
    context.request.onProgress?.({ stage: 'find', done: 0, total: 0, current: target });
    if (target === '-') gathering.stdin = true;
    else if (target === '') reportEmptyName(context);
    else await addTarget(context, gathering, target);
  }
  const taken = new Set([gathering.files, gathering.charts, gathering.kustomizations].flat().map(({ path }) => path));
  reportLeftOut(
    context,
    gathering.leftOut.filter(({ path }) => !taken.has(path)),
  );
  return {
    stdin: gathering.stdin,
    files: dedupe(gathering.files),
    charts: dedupe(gathering.charts),
    kustomizations: dedupe(gathering.kustomizations),
  };
}

/** Keeps one of several ways to the same thing: a named one first, then the way that is no symbolic link, then the first by name. */
function dedupe(all: readonly Target[]): readonly Target[] {
  const withReal = all.map((one) => ({ one, real: realOf(one.path) }));
  withReal.sort(
    (a, b) =>
      Number(b.one.named) - Number(a.one.named) ||
      Number(a.one.path !== a.real) - Number(b.one.path !== b.real) ||
      compareText(a.one.path, b.one.path),
  );
  const first = new Map<string, Target>();
  for (const { one, real } of withReal) if (!first.has(real)) first.set(real, one);
  return [...first.values()].toSorted((a, b) => compareText(a.path, b.path));
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Gone already: reading it will say so.
    return path;
  }
}

function statOf(path: string): { readonly folder: boolean } | { readonly missing: boolean; readonly detail: string } {
  try {
    return { folder: statSync(path).isDirectory() };
  } catch (error) {
    const { problem, detail } = explainIoError(error);
    return { missing: problem === 'missing', detail };
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** An empty name is a variable of a script that was never set; taking it for the working directory would scan something else. */
function reportEmptyName(context: LoadContext): void {
  report(context, {
    severity: 'error',
    code: 'not-found',
    message: 'a target has an empty name; name a file, a folder or `-`',
  });
}

async function addTarget(context: LoadContext, gathering: Gathering, target: string): Promise<void> {
  const path = resolve(context.cwd, target);
  const what = statOf(path);
  if ('folder' in what) {
    if (what.folder) await addFolder(context, gathering, path);
    else addFile(gathering, path);
  } else if (what.missing && /[*?[\]{}!()]/.test(target) && !isLink(path)) {
    await addGlob(context, gathering, target);
  } else {
    const detail = isLink(path) && what.missing ? 'is a symbolic link to something that does not exist' : what.detail;
    report(context, {
      severity: 'error',
      code: what.missing ? 'not-found' : 'unreadable-file',
      message: `${target} ${detail}`,
      file: displayPath(context.cwd, path),
    });
  }
}

function addFile(gathering: Gathering, path: string): void {
  const name = basename(path);
  if (/\.(?:tgz|tar\.gz)$/i.test(name)) gathering.charts.push({ path, named: true });
  else if (name === 'Chart.yaml') gathering.charts.push({ path: dirname(path), named: true });
  else if (KUSTOMIZATION_FILES.includes(name) && !isFluxObject(path))
    gathering.kustomizations.push({ path: dirname(path), named: true });
  else gathering.files.push({ path, named: true });
}

async function addFolder(context: LoadContext, gathering: Gathering, folder: string): Promise<void> {
  const { ignoreFiles = true, recursive = true, signal } = context.request;
  const walked = await tryWalk(context, folder, () =>
    walkFolder(folder, { recursive, ignoreFiles, wanted: isManifestName, signal }),
  );
  reportObstacles(context, walked.obstacles);
  gathering.leftOut.push(...walked.leftOut);
  for (const one of walked.found) addFound(gathering, one, folder);
}

function addFound(gathering: Gathering, one: Found, folder: string): void {
  const target = { path: one.path, named: one.kind !== 'file' && one.path === folder };
  if (one.kind === 'file') gathering.files.push(target);
  else if (one.kind === 'chart') gathering.charts.push(target);
  else if (one.kind === 'kustomization') gathering.kustomizations.push(target);
}

/** A folder that goes away while it is walked is an obstacle like any other. */
async function tryWalk(context: LoadContext, folder: string, walk: () => Promise<WalkResult>): Promise<WalkResult> {
  try {
    return await walk();
  } catch (error) {
    context.request.signal?.throwIfAborted();
    const { detail } = explainIoError(error);
    const obstacle = { path: folder, severity: 'error', code: 'unreadable-folder', detail } as const;
    return { found: [], obstacles: [obstacle], leftOut: [] };
  }
}

function reportObstacles(context: LoadContext, obstacles: readonly Obstacle[]): void {
  for (const { path, severity, code, detail } of obstacles) {
    const file = displayPath(context.cwd, path);
    report(context, { severity, code, message: `${file} ${detail}`, file });
  }
}

async function addGlob(context: LoadContext, gathering: Gathering, target: string): Promise<void> {
  const { default: picomatch } = await import('picomatch');
  const pattern = target.replace(/^\.\//, '');
  const { base } = picomatch.scan(pattern);
  const matches = picomatch(pattern, { nonegate: true });
  const matchesPath = (path: string): boolean =>
    matches(pattern.startsWith('/') ? path : displayPath(context.cwd, path));
  // `k8s/*` means the manifests in there; `k8s/*.txt` means those files, whatever their name says.
  const wanted = (path: string): boolean => matchesPath(path) && (isManifestName(path) || !pattern.endsWith('*'));
  const folder = resolve(context.cwd, base);
  const { ignoreFiles = true, signal } = context.request;
  const walked =
    'folder' in statOf(folder)
      ? await tryWalk(context, folder, () =>
          walkFolder(folder, { recursive: true, ignoreFiles, wanted, wantedFolder: matchesPath, signal }),
        )
      : { found: [], obstacles: [], leftOut: [] };
  reportObstacles(context, walked.obstacles);
  // Folders that the glob does not reach into are not left out of it.
  const reaches = ({ kind, path }: LeftOut): boolean => kind === 'file' || pattern.includes('**') || matchesPath(path);
  gathering.leftOut.push(...walked.leftOut.filter(reaches));
  if (walked.found.length === 0) {
    report(context, {
      severity: 'error',
      code: 'no-match',
      message: `${target} matches no file; ignored files do not count`,
      file: target,
    });
  }
  for (const one of walked.found) {
    if (one.kind === 'folder') await addFolder(context, gathering, one.path);
    else gathering.files.push({ path: one.path, named: false });
  }
}
