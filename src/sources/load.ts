import { displayPath, findTargets, settle, takeFile, takeStdin } from './files/index.ts';
import { advance, openContext } from './intake.ts';
import { reportUnusedHelm } from './unused-helm.ts';
import { pickFiles, planKustomizations } from './kustomize-plan.ts';
import { takeChart, takeKustomization } from './take-rendered.ts';
import type { LoadedManifests, LoadRequest } from './types.ts';

/**
 * Reads Kubernetes manifests from files, folders, globs, standard input, Helm charts and Kustomize folders.
 * Bad input is a diagnostic, never an exception, and hides nothing else; the promise is rejected only with the reason of `signal`, or when standard input itself fails.
 */
export async function loadManifests(request: LoadRequest): Promise<LoadedManifests> {
  const context = openContext(request);
  const targets = await findTargets(context);
  if (targets.charts.length === 0) await reportUnusedHelm(context);
  const { builds, known, belongings } = planKustomizations(context, targets);
  const files = pickFiles(context, targets.files, belongings);
  const total = files.length + targets.charts.length + builds.length + (targets.stdin ? 1 : 0);
  let done = 0;
  const next = (stage: 'read' | 'render', path: string): void =>
    advance(context, { stage, done: done++, total, current: path === '-' ? path : displayPath(context.cwd, path) });
  if (targets.stdin) {
    next('read', '-');
    await takeStdin(context);
  }
  for (const { path, named } of files) {
    next('read', path);
    await takeFile(context, path, named);
  }
  for (const { path, named } of targets.charts) {
    next('render', path);
    await takeChart(context, path, named);
  }
  for (const one of builds) {
    next('render', one.folder);
    await takeKustomization(context, one, known);
  }
  return settle(context);
}
