import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type LoadContext, report } from './intake.ts';
import type { HelmOptions } from './types.ts';

/** What of the options for charts was given, as users write it. */
function givenOptions(helm: HelmOptions): readonly string[] {
  const all: readonly (readonly [string, boolean])[] = [
    ['--values', (helm.values ?? []).length > 0],
    ['--set', (helm.set ?? []).length > 0],
    ['--set-string', (helm.setString ?? []).length > 0],
    ['--release-name', helm.releaseName !== undefined],
    ['--api-versions', (helm.apiVersions ?? []).length > 0],
  ];
  return all.filter(([, isGiven]) => isGiven).map(([name]) => name);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Says that options for charts did nothing, as no chart was found: a folder may hold one or not, so it is no error. A values file that is not there
 * is one, as it is where a chart asks for it.
 */
export async function reportUnusedHelm(context: LoadContext): Promise<void> {
  const { helm = {} } = context.request;
  for (const file of helm.values ?? []) {
    if (file.includes('://') || (await isThere(resolve(context.cwd, file)))) continue;
    report(context, { severity: 'error', code: 'not-found', message: `the values file ${file} does not exist`, file });
  }
  const given = givenOptions(helm);
  if (given.length > 0)
    report(context, {
      severity: 'warning',
      code: 'unused-option',
      message: `${given.join(', ')}: no chart was found, so nothing was rendered with ${given.length === 1 ? 'it' : 'them'}`,
    });
}
