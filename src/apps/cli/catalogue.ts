import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idsOf, isKnownAs, normaliseId } from '../../outcomes/check-ids/index.ts';
import { CliError, EXIT } from './errors.ts';

/** One option of a check as the pack tells it. */
export interface PackedOption {
  readonly type: string;
  readonly default: unknown;
  readonly values?: readonly string[];
  readonly doc: string;
}

/** What list, explain and completion know of a check: its metadata. Its page is a file of its own. */
export interface PackedCheck {
  readonly id: string;
  readonly topic: string;
  readonly title: string;
  readonly severity: string;
  readonly fixable: boolean;
  readonly why: string;
  readonly remedy: string;
  readonly practices: readonly string[];
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly profiles: readonly string[];
  readonly options: Readonly<Record<string, PackedOption>>;
}

/** A row of the catalogue that no check covers yet. */
export interface PlannedCheck {
  readonly id: string;
  readonly topic: string;
  readonly severity: string;
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

/** The pack that the build writes beside the program (`scripts/build-pack.ts`). */
export interface Pack {
  readonly checks: readonly PackedCheck[];
  readonly planned: readonly PlannedCheck[];
  readonly profiles: readonly {
    readonly id: string;
    readonly title: string;
    readonly doc: string;
    readonly omitted: Readonly<Record<string, string>>;
  }[];
}

/** The pack's file name. */
export const PACK_FILE = 'checks.json';

/** The folder of the pages, one Markdown file for each check, the examples in place. */
export const PAGES_FOLDER = 'pages';

/** Reads the page of a check. Throws CliError when the installation is damaged. */
export function readPage(id: string, folder: string = import.meta.dirname): string {
  return readInstalled(join(folder, PAGES_FOLDER, `${id}.md`));
}

function readInstalled(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(
      `this installation is not whole (${reason}); install Merlon again, or run \`npm run build\``,
      EXIT.unreadable,
    );
  }
}

/** Reads the pack; no judge is loaded for it. Throws CliError when the installation is damaged. */
export function readPack(folder: string = import.meta.dirname): Pack {
  return JSON.parse(readInstalled(join(folder, PACK_FILE))) as Pack;
}

/** The tools whose ids are understood, as people call them. */
export const TOOL_NAMES: Readonly<Record<string, string>> = {
  kubescape: 'Kubescape',
  trivy: 'Trivy',
  kubeLinter: 'kube-linter',
  polaris: 'Polaris',
  checkov: 'Checkov',
  kubeScore: 'kube-score',
  kubesec: 'kubesec',
  kyverno: 'Kyverno',
  pss: 'Pod Security Standards',
};

/** What an id stands for: our check of that name alone, else every check that another tool's id names. */
export function findById(
  pack: Pack,
  id: string,
): { readonly checks: readonly PackedCheck[]; readonly planned: readonly PlannedCheck[] } {
  const wanted = normaliseId(id);
  const own = pack.checks.find((check) => check.id === wanted);
  if (own !== undefined) return { checks: [own], planned: [] };
  return {
    checks: pack.checks.filter((check) => isKnownAs(check, wanted)),
    planned: pack.planned.filter((row) => isKnownAs(row, wanted)),
  };
}

/** Every id that `explain` understands, for "did you mean". */
export function* allIds(pack: Pack): Iterable<string> {
  for (const row of [...pack.checks, ...pack.planned]) for (const { id } of idsOf(row)) yield id;
}
