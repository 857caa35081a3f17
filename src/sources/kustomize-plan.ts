import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { displayPath, type Target, type Targets } from './files/index.ts';
import { type LoadContext, report } from './intake.ts';
import {
  type Belongings,
  isLeftover,
  type Kustomization,
  listBelongings,
  loadKustomizations,
  planBuilds,
} from './kustomize/index.ts';

/** What is built, and what belongs to the kustomizations that were found. */
export interface KustomizePlan {
  readonly builds: readonly Kustomization[];
  readonly known: ReadonlyMap<string, Kustomization>;
  readonly belongings: Belongings;
}

/** Reads the kustomizations that were found and decides which are built; those that cannot be are reported. */
export function planKustomizations(context: LoadContext, targets: Targets): KustomizePlan {
  const folders = targets.kustomizations.map(({ path }) => path);
  const known = loadKustomizations(folders);
  const here = folders.map((folder) => known.get(folder)).filter((one) => one !== undefined);
  const named = new Set(targets.kustomizations.filter(({ named: asked }) => asked).map(({ path }) => path));
  const { roots, unused } = planBuilds(here);
  for (const { folder, component } of here)
    if (component && named.has(folder)) reportComponent(context, folder, 'error');
  for (const { folder } of unused) if (!named.has(folder)) reportComponent(context, folder, 'note');
  const builds = here.filter((one) => !one.component && (named.has(one.folder) || roots.includes(one)));
  return { builds, known, belongings: listBelongings(here) };
}

/** The files that are read as they are: named ones, and those that are no part of a kustomization. */
export function pickFiles(context: LoadContext, files: readonly Target[], belongings: Belongings): readonly Target[] {
  const loose = files.filter(({ path, named }) => named || !belongings.named.has(path));
  const leftovers = loose.filter(({ path, named }) => !named && isLeftover(path, belongings));
  reportLeftovers(context, leftovers);
  const left = new Set(leftovers);
  return loose.filter((one) => !left.has(one));
}

function reportComponent(context: LoadContext, folder: string, severity: 'error' | 'note'): void {
  const file = displayPath(context.cwd, folder);
  const advice =
    severity === 'error'
      ? 'name a kustomization that includes it'
      : 'no kustomization here includes it, so it was not read';
  report(context, {
    severity,
    code: 'kustomize-component',
    message: `${file} is a Component, which cannot be built by itself; ${advice}`,
    file,
  });
}

function mayHoldObjects(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').includes('apiVersion');
  } catch {
    // Gone or locked: it would not have been read anyway.
    return false;
  }
}

/** One note for each folder, about files that look like manifests. */
function reportLeftovers(context: LoadContext, leftovers: readonly Target[]): void {
  const folders = new Map<string, string[]>();
  for (const { path } of leftovers) {
    if (!mayHoldObjects(path)) continue;
    const folder = displayPath(context.cwd, dirname(path));
    const names = folders.get(folder);
    if (names === undefined) folders.set(folder, [basename(path)]);
    else names.push(basename(path));
  }
  for (const [file, names] of folders) {
    const list = names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
    report(context, {
      severity: 'note',
      code: 'kustomize-leftover',
      message: `${list} in ${file}: beside the files of a kustomization but named by none, so not read; name ${names.length === 1 ? 'it' : 'them'} to have ${names.length === 1 ? 'it' : 'them'} read`,
      file,
    });
  }
}
