import type { FixProver, VerdictSource } from '../../engines/posture/index.ts';
import { type PathOp, prefixOps } from '../../model/cluster/index.ts';
import { formatPath, isObject, type JsonObject, stringifyJson, textOf, valueAt } from '../../model/json.ts';
import type { FixPlan } from '../../model/verdicts/index.ts';
import type { LineIndex } from '../../model/yaml/index.ts';
import { type EditRequest, formatObject, proveEdits, renderEdits, type TextEdit } from '../fixes/index.ts';
import { rangeOf } from './regions.ts';
import type { Sheet, SheetEdits } from './sheets.ts';
import type { FindingFix, FixEdit } from './types.ts';

/**
 * Documents of Lists longer than this (UTF-16 code units) are not read again for each edit: every item's edit would read all of them.
 * What `renderEdits` promises of them is then held by its property tests alone.
 */
const MOST_TO_REREAD = 32_768;

function toFixEdit(lines: LineIndex, edit: TextEdit): FixEdit {
  const byteOffset = lines.byteOffset(edit.start);
  return {
    byteOffset,
    byteLength: lines.byteOffset(edit.end) - byteOffset,
    text: edit.text,
    range: rangeOf(lines, edit),
  };
}

/**
 * Whether reading the document again would be out of proportion: new lines in a YAML document that refers to nothing are the plainest edit
 * there is, and most of a fleet's edits; reading the whole document for each would double the time of a report.
 */
function isTrusted({ file, source, document }: EditRequest, edits: readonly TextEdit[]): boolean {
  if (source.pointer.length > 0 && source.end - source.start > MOST_TO_REREAD) return true;
  if (file.format === 'json' || !edits.every(({ start, end, text }) => start === end && /^\r?\n/.test(text)))
    return false;
  // Without an alias no place of a document decides over another.
  return document !== undefined && document.aliases().length === 0;
}

/** A fault in rendering costs the fix, and says so; it must not cost the report. */
function renderSafely(request: EditRequest, lines: LineIndex): SheetEdits {
  try {
    return renderProven(request, lines);
  } catch (error) {
    return { refused: `not proven: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Renders edits and reads the edited document again where that is in proportion. */
function renderProven(request: EditRequest, lines: LineIndex): SheetEdits {
  const rendered = renderEdits(request);
  if (rendered.kind === 'refused') return { refused: rendered.reason };
  const { edits } = rendered;
  if (!isTrusted(request, edits) && !proveEdits(request, edits))
    return { refused: 'not proven: the edited file would not read as it should' };
  return { file: request.file.path, edits: edits.map((edit) => toFixEdit(lines, edit)) };
}

/** What operations do, as text. */
function spell(ops: readonly PathOp[]): string {
  const lines = ops.map((op) => {
    const what = op.op === 'remove' ? String(op.prune ?? false) : stringifyJson(op.value);
    return `${op.op} ${formatPath(op.path)} ${what}`;
  });
  return lines.join('\n');
}

function editsOf({ verdict }: VerdictSource, plan: FixPlan, sheet: Sheet | undefined): SheetEdits {
  const { source } = verdict.object;
  if (sheet === undefined || source === undefined) return { refused: 'there is no file to edit' };
  const { file, document, lines } = sheet;
  if (document === undefined) return { refused: 'the document cannot be read' };
  const ops = prefixOps(plan.ops, verdict.root);
  const key = spell(ops);
  let edits = sheet.edits.get(key);
  if (edits === undefined) sheet.edits.set(key, (edits = renderSafely({ file, source, document, ops }, lines)));
  return edits;
}

/** A fix that is being filled, in the order in which reports write it and without copies: this runs for every finding. */
type Draft = { -readonly [K in keyof FindingFix]: FindingFix[K] };

/** Without the namespace where the object beside it names none either: both then go where they are applied. */
function asWritten(added: JsonObject, { verdict: { object } }: VerdictSource): JsonObject {
  const metadata = added['metadata'];
  const isNamed = textOf(valueAt(object.data, ['metadata', 'namespace'])) !== '';
  if (isNamed || !isObject(metadata) || metadata['namespace'] !== object.ref.namespace) return added;
  const { namespace: _namespace, ...rest } = metadata;
  return { ...added, metadata: rest };
}

function addEdits(fix: Draft, source: VerdictSource, plan: FixPlan, sheet: Sheet | undefined): void {
  if (plan.ops.length > 0) {
    const { file, edits, refused } = editsOf(source, plan, sheet);
    if (file !== undefined) fix.file = file;
    if (edits !== undefined) fix.edits = edits;
    if (refused !== undefined) fix.refused = refused;
  }
  const { added } = plan;
  if (added !== undefined && added.length > 0) fix.added = added.map((one) => formatObject(asWritten(one, source)));
}

/**
 * A judgement's fix as it is shown. Edits and added objects are there only when judging again proved that the finding goes away; else `refused`
 * says why not. That the edited text reads as the fixed object is tried for each edit but those of {@link isTrusted}, of which the property
 * tests of `renderEdits` are the only proof.
 */
export function fixOf(source: VerdictSource, sheet: Sheet | undefined, prover: FixProver): FindingFix | undefined {
  const plan = source.verdict.judgement.fix;
  if (plan === undefined) return undefined;
  const fix: Draft = { class: plan.class, title: plan.title };
  if (plan.breaksIf !== undefined) fix.breaksIf = plan.breaksIf;
  if (plan.question !== undefined) fix.question = plan.question;
  if (plan.class === 'needs-value') return fix;
  const proof = prover.prove(source);
  if (!proof.proven) fix.refused = `not proven: ${proof.reason}`;
  else addEdits(fix, source, plan, sheet);
  return fix;
}
