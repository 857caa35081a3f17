import type { Pack, PackedCheck, PlannedCheck } from './pack.ts';

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
