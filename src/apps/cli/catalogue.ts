import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * One spelling for the ids of other tools: case does not count, `AVD-KSV-0012`, `KSV012` and `KSV-0012` are one id, and so are `C-57` and `C-0057`.
 */
export function normaliseId(id: string): string {
  const text = id.trim().toLowerCase().replace(/^avd-/, '');
  const ksv = /^(ksv|kcv)-?0*(\d{1,5})$/.exec(text);
  if (ksv !== null) return `${ksv[1]}-${(ksv[2] ?? '').padStart(4, '0')}`;
  const control = /^c-0*(\d{1,4})$/.exec(text);
  return control === null ? text : `c-${(control[1] ?? '').padStart(4, '0')}`;
}

/** All ids under which a check or planned check is known, each with the tool that gives it. */
export function* idsOf(
  row: PackedCheck | PlannedCheck,
): Iterable<{ readonly tool: string | undefined; readonly id: string }> {
  yield { tool: undefined, id: row.id };
  for (const [tool, ids] of Object.entries(row.ids)) {
    for (const id of ids) yield { tool, id };
  }
}

function isKnownAs(row: PackedCheck | PlannedCheck, wanted: string): boolean {
  for (const { tool, id } of idsOf(row)) {
    // Most ids begin or end otherwise: only the rest is worth writing in its one spelling.
    if (id.at(-1)?.toLowerCase() !== wanted.at(-1)) continue;
    if (tool !== 'pss' && id[0]?.toLowerCase() !== wanted[0]) continue;
    const known = normaliseId(id);
    // `baseline/privileged` is also found as `privileged`, the control's own name.
    if (known === wanted || (tool === 'pss' && known.slice(known.indexOf('/') + 1) === wanted)) return true;
  }
  return false;
}

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
