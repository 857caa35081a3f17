/** A check with what other tools call it, by tool. */
export interface CheckIds {
  readonly id: string;
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

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
export function* idsOf(row: CheckIds): Iterable<{ readonly tool: string | undefined; readonly id: string }> {
  yield { tool: undefined, id: row.id };
  for (const [tool, ids] of Object.entries(row.ids)) {
    for (const id of ids) yield { tool, id };
  }
}

/** Whether a check is known under an id in its one spelling. */
export function isKnownAs(row: CheckIds, wanted: string): boolean {
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

/** A sentence to put behind an error: ` KSV-0012 is run-as-root-allowed here.`, or nothing when no check is known as that. */
export function namesHere(id: string, rows: Iterable<CheckIds>): string {
  const wanted = normaliseId(id);
  const names = [...rows].filter((row) => isKnownAs(row, wanted)).map((row) => row.id);
  const last = names.pop();
  if (last === undefined) return '';
  return ` ${id} is ${names.length === 0 ? last : `${names.join(', ')} and ${last}`} here.`;
}
