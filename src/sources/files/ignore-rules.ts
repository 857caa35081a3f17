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

/** The rules of an ignore file, each marked with the file that it is from. */
function readRules(path: string): readonly { readonly pattern: string; readonly mark: string }[] {
  try {
    const lines = readFileSync(path, 'utf8').split(/\r?\n/);
    return lines.map((pattern) => ({ pattern, mark: path }));
  } catch {
    // No ignore file, or one that may not be read: nothing is left out on its account.
    return [];
  }
}

/** The scopes that reach into a folder, given its parent's: one more when the folder has ignore files. @see https://git-scm.com/docs/gitignore */
export async function enterFolder(
  scopes: IgnoreScopes,
  folder: string,
  names: readonly string[],
): Promise<IgnoreScopes> {
  const files = FILES.filter((name) => names.includes(name));
  if (files.length === 0) return scopes;
  // Loaded only where there is something to ignore: start-up stays flat.
  const { default: ignore } = await import('ignore');
  return [
    ...scopes,
    { folder, rules: ignore({ ignorecase: false }).add(files.flatMap((name) => readRules(join(folder, name)))) },
  ];
}

/** Whether a scope leaves out the folder that an entry is in. Who asks about the entry has entered that folder: an inner scope took it back, as Git lets it. */
function isTakenBack({ folder, rules }: Scope, path: string): boolean {
  const above = relative(folder, dirname(path)).split(sep).join('/');
  return above !== '' && rules.test(`${above}/`).ignored;
}

/** The ignore file that leaves an entry out, undefined where none does; the innermost scope with an opinion decides. */
export function ignoredBy(scopes: IgnoreScopes, path: string, isFolder: boolean): string | undefined {
  for (const scope of scopes.toReversed()) {
    const way = relative(scope.folder, path).split(sep).join('/');
    const { ignored, unignored, rule } = scope.rules.test(isFolder ? `${way}/` : way);
    if (ignored && !isTakenBack(scope, path)) return rule?.mark ?? join(scope.folder, '.gitignore');
    if (unignored) return undefined;
  }
  return undefined;
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
    if (entered !== scopes && ignoredBy(entered.slice(-1), folder, true) === undefined) scopes = entered;
  }
  return scopes;
}
