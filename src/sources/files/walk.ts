import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareText } from '../../model/cluster/index.ts';
import { enterFolder, ignoredBy, type IgnoreScopes, inheritScopes } from './ignore-rules.ts';
import { isInside } from './paths.ts';
import { explainIoError } from './read-file.ts';

/** Something a walk came upon; paths are absolute. A chart's own files are not listed: they are the chart's. */
export type Found =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'chart'; readonly path: string }
  | { readonly kind: 'kustomization'; readonly path: string; readonly file: string };

/** Something a walk could not or would not enter, in words that fit after the path. */
export interface Obstacle {
  readonly path: string;
  readonly severity: 'error' | 'note';
  readonly code: string;
  readonly detail: string;
}

/** Something that an ignore file left out: a file that would have been picked, or a folder, which nobody looked into. Paths are absolute. */
export interface LeftOut {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** The ignore file. */
  readonly by: string;
}

/** What to walk and how. */
export interface WalkOptions {
  readonly recursive: boolean;
  readonly ignoreFiles: boolean;
  /** Picks the files. */
  readonly wanted: (path: string) => boolean;
  /** Picks folders that are found as such and not entered; charts and kustomizations are then not looked for. For globs. */
  readonly wantedFolder?: (path: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** All that a walk found, in the order of paths whatever the file system's. */
export interface WalkResult {
  readonly found: readonly Found[];
  readonly obstacles: readonly Obstacle[];
  readonly leftOut: readonly LeftOut[];
}

const SKIPPED_FOLDERS = new Set(['.git', 'node_modules']);

/** The names a kustomization may have, in the order kustomize looks for them. @see https://kubectl.docs.kubernetes.io/references/kustomize/glossary/#kustomization */
export const KUSTOMIZATION_FILES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Tells whether a file that is named like a kustomization is an object of Flux's kind of the same name: a manifest like any other. */
export function isFluxObject(path: string): boolean {
  try {
    return /^["']?apiVersion["']?: *["']?kustomize\.toolkit\.fluxcd\.io\//m.test(readFileSync(path, 'utf8'));
  } catch {
    // Not readable: reading or building it will say so.
    return false;
  }
}

interface Walk {
  readonly root: string;
  readonly options: WalkOptions;
  readonly found: Found[];
  readonly obstacles: Obstacle[];
  readonly leftOut: LeftOut[];
  /** Folders by real path; a second way to one (a symbolic link) is not walked again. */
  readonly seen: Set<string>;
  /** Links to folders, entered after everything that is really there. */
  readonly links: { readonly path: string; readonly scopes: IgnoreScopes }[];
}

/** Tells by its extension whether a file may hold manifests. */
export function isManifestName(path: string): boolean {
  return /\.(?:ya?ml|json|ndjson)$/i.test(path);
}

/** Walks a folder: `.git`, `node_modules` and ignored entries left out, links followed inside the folder only. Rejects with the signal's reason. */
export async function walkFolder(folder: string, options: WalkOptions): Promise<WalkResult> {
  const root = realpathSync(folder);
  const walk: Walk = { root, options, found: [], obstacles: [], leftOut: [], seen: new Set(), links: [] };
  await enter(walk, folder, options.ignoreFiles ? await inheritScopes(folder) : []);
  for (let i = 0; i < walk.links.length; i++) {
    const link = walk.links[i];
    if (link !== undefined) await enter(walk, link.path, link.scopes);
  }
  const found = walk.found.toSorted((a, b) => compareText(a.path, b.path));
  return { found, obstacles: walk.obstacles, leftOut: walk.leftOut };
}

function listFolder(walk: Walk, folder: string): readonly Dirent[] | undefined {
  try {
    const real = realpathSync(folder);
    if (walk.seen.has(real)) return undefined;
    walk.seen.add(real);
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => compareText(a.name, b.name));
  } catch (error) {
    const { problem, detail } = explainIoError(error);
    // A folder that went away between listing and entering took its files with it; anything else hides files from us.
    walk.obstacles.push({
      path: folder,
      severity: 'error',
      code: problem === 'missing' ? 'vanished' : 'unreadable-folder',
      detail: `${detail}; its files were not read`,
    });
    return undefined;
  }
}

async function enter(walk: Walk, folder: string, outer: IgnoreScopes): Promise<void> {
  walk.options.signal?.throwIfAborted();
  const entries = listFolder(walk, folder);
  if (entries === undefined) return;
  const names = entries.map((entry) => entry.name);
  if (walk.options.wantedFolder === undefined && !enterSpecial(walk, folder, names)) return;
  const scopes = walk.options.ignoreFiles ? await enterFolder(outer, folder, names) : outer;
  for (const entry of entries) await meet(walk, join(folder, entry.name), entry, scopes);
}

/** Notes what a folder is beside a folder; false when its entries are not to be looked at. */
function enterSpecial(walk: Walk, folder: string, names: readonly string[]): boolean {
  if (names.includes('Chart.yaml')) {
    walk.found.push({ kind: 'chart', path: folder });
    return false;
  }
  const file = KUSTOMIZATION_FILES.find((name) => names.includes(name));
  if (file !== undefined && !isFluxObject(join(folder, file)))
    walk.found.push({ kind: 'kustomization', path: folder, file });
  return true;
}

/** Whether an ignore file leaves an entry out, which is noted: who changes an ignore file must not turn a gate off unseen. */
function leaveOut(walk: Walk, path: string, kind: LeftOut['kind'], scopes: IgnoreScopes): boolean {
  const by = ignoredBy(scopes, path, kind === 'folder');
  if (by === undefined) return false;
  walk.leftOut.push({ path, kind, by });
  return true;
}

async function meetFolder(walk: Walk, path: string, scopes: IgnoreScopes): Promise<void> {
  if (leaveOut(walk, path, 'folder', scopes)) return;
  if (walk.options.wantedFolder?.(path) === true) walk.found.push({ kind: 'folder', path });
  else await enter(walk, path, scopes);
}

async function meet(walk: Walk, path: string, entry: Dirent, scopes: IgnoreScopes): Promise<void> {
  if (entry.isSymbolicLink()) return meetLink(walk, path, scopes);
  if (entry.isDirectory()) {
    if (walk.options.recursive && !SKIPPED_FOLDERS.has(entry.name)) await meetFolder(walk, path, scopes);
    return;
  }
  if (!walk.options.wanted(path) || leaveOut(walk, path, 'file', scopes)) return;
  if (entry.isFile()) walk.found.push({ kind: 'file', path });
  else
    walk.obstacles.push({
      path,
      severity: 'note',
      code: 'special-file',
      detail: 'is a pipe, socket or device and was not read',
    });
}

/** Where a link leads, or why nobody can tell. */
function resolveLink(
  path: string,
): { readonly real: string; readonly isFolder: boolean } | { readonly why: string; readonly isFolder: false } {
  try {
    return { real: realpathSync(path), isFolder: statSync(path).isDirectory() };
  } catch (error) {
    const { problem, detail } = explainIoError(error);
    const why = problem === 'missing' ? 'is a symbolic link to something that does not exist' : detail;
    return { why, isFolder: false };
  }
}

function meetLink(walk: Walk, path: string, scopes: IgnoreScopes): void {
  const link = resolveLink(path);
  const kind = link.isFolder ? 'folder' : 'file';
  if ((kind === 'file' && !walk.options.wanted(path)) || leaveOut(walk, path, kind, scopes)) return;
  if ('why' in link) walk.obstacles.push({ path, severity: 'error', code: 'broken-link', detail: link.why });
  else if (!isInside(walk.root, link.real)) walk.obstacles.push({ path, ...LINK_OUTSIDE });
  else if (kind === 'file') walk.found.push({ kind, path });
  else if (isInside(link.real, realpathSync(dirname(path)))) walk.obstacles.push({ path, ...LINK_LOOP });
  else if (walk.options.recursive) walk.links.push({ path, scopes });
}

const LINK_OUTSIDE = {
  severity: 'note',
  code: 'link-outside',
  detail: 'is a symbolic link that leads out of the folder and was not followed; name its target to have it read',
} as const;

const LINK_LOOP = {
  severity: 'note',
  code: 'link-loop',
  detail: 'is a symbolic link to a folder that it stands in and was not followed',
} as const;
