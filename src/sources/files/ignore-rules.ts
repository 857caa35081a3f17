import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';

/** The rules of one folder's ignore files, which reach everything below it. */
interface Scope {
  readonly folder: string;
  readonly rules: Ignore;
}

/** The scopes that reach into a folder, outermost first. */
export type IgnoreScopes = readonly Scope[];

// `.merlonignore` comes last, so that it can take back what `.gitignore` leaves out (`!generated/`).
const FILES = ['.gitignore', '.merlonignore'];

function readRules(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // No ignore file, or one that may not be read: nothing is left out on its account.
    return undefined;
  }
}

/** The scopes that reach into a folder, given its parent's: one more when the folder has ignore files. @see https://git-scm.com/docs/gitignore */
export async function enterFolder(
  scopes: IgnoreScopes,
  folder: string,
  names: readonly string[],
): Promise<IgnoreScopes> {
  const texts = FILES.filter((name) => names.includes(name)).map((name) => readRules(join(folder, name)) ?? '');
  if (texts.length === 0) return scopes;
  // Loaded only where there is something to ignore: start-up stays flat.
  const { default: ignore } = await import('ignore');
  return [...scopes, { folder, rules: ignore().add(texts.join('\n')) }];
}

/** Tells whether an entry is left out; the innermost scope with an opinion decides. */
export function isIgnored(scopes: IgnoreScopes, path: string, isFolder: boolean): boolean {
  for (const scope of scopes.toReversed()) {
    const way = relative(scope.folder, path).split(sep).join('/');
    const { ignored, unignored } = scope.rules.test(isFolder ? `${way}/` : way);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

/** The folders from a repository's root down to, not including, `folder`; none outside a repository. */
function foldersAbove(folder: string): readonly string[] {
  const above: string[] = [];
  for (let here = folder; !existsSync(join(here, '.git'));) {
    const parent = dirname(here);
    if (parent === here) return [];
    above.unshift(parent);
    here = parent;
  }
  return above;
}

/** The scopes that a folder of a Git repository inherits from the folders above it. Rules that leave out the folder itself do not count: it was named. */
export async function inheritScopes(folder: string): Promise<IgnoreScopes> {
  let scopes: IgnoreScopes = [];
  for (const above of foldersAbove(folder)) {
    const entered = await enterFolder(scopes, above, FILES);
    if (entered !== scopes && !isIgnored(entered.slice(-1), folder, true)) scopes = entered;
  }
  return scopes;
}
