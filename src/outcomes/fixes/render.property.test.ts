import fc from 'fast-check';
import { CORE_SCHEMA, loadAll, mergeTag } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { randomObject, randomOps, withRepeats } from '../../../test/support/edit-cases.ts';
import { below, createRng } from '../../../test/support/rng.ts';
import { printDocuments, randomStyle } from '../../../test/support/yaml-printer.ts';
import { applyOp, type PathOp, type SourceFile } from '../../model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, sameJson, stringifyJson, valueAt } from '../../model/json.ts';
import { readDocuments } from '../../model/yaml/index.ts';
import { applyEdits, type EditRequest, proveEdits, renderEdits } from './index.ts';

const RUNS = Number(process.env['MERLON_RUNS'] ?? 300);
const SEED = Number(process.env['MERLON_SEED'] ?? 42);

type Kind = 'plain' | 'anchors' | 'json';

interface Example {
  readonly text: string;
  readonly values: readonly Json[];
  readonly document: number;
  readonly list: number | undefined;
  readonly ops: readonly PathOp[];
  readonly after: Json;
}

function exampleOf(seed: number, kind: Kind): Example {
  const rng = createRng(seed);
  const documents = kind === 'json' ? 1 : 1 + below(rng, 3);
  const inList = below(rng, 4) === 0;
  const values: Json[] = Array.from({ length: documents }, () => {
    const value: JsonObject = { kind: 'Pod', ...randomObject(rng, 4, 1 + below(rng, 5)) };
    return kind === 'anchors' ? withRepeats(value, rng) : value;
  });
  const document = below(rng, documents);
  const object = values[document];
  if (!isObject(object)) throw new TypeError('an object was made');
  const list = inList ? below(rng, 2) : undefined;
  if (list !== undefined)
    values[document] = { kind: 'List', items: list === 0 ? [object, { kind: 'B' }] : [{ kind: 'B' }, object] };
  const { ops, after } = randomOps(object, 1 + below(rng, 3), rng);
  const style = randomStyle(rng, { anchors: kind === 'anchors', json: kind === 'json' });
  return { text: printDocuments(values, style, rng), values, document, list, ops, after };
}

/** What js-yaml gives for int64 beyond 2^53, so that both can be compared. */
function rounded(value: Json): Json {
  if (typeof value === 'bigint') return Number(value);
  if (isList(value)) return value.map(rounded);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one ?? null)]));
}

function readElsewhere(text: string): readonly Json[] {
  return loadAll(text, { schema: CORE_SCHEMA.withTags(mergeTag), maxDepth: 1000 }) as Json[];
}

function wantedOf({ values, document, list, after }: Example): readonly Json[] {
  return values.map((value, i) => {
    if (i !== document) return value;
    if (list === undefined || !isObject(value) || !isList(value['items'])) return after;
    return { ...value, items: value['items'].map((item, at) => (at === list ? after : item)) };
  });
}

/** Whether no operation takes anything away: then every comment must stay. */
function onlyAdds({ values, document, list, ops }: Example): boolean {
  const root = values[document] ?? null;
  const object = list === undefined ? root : valueAt(root, ['items', list]);
  if (!isObject(object)) return false;
  let value: Json = object;
  return ops.every((op) => {
    const here = valueAt(value, op.path);
    value = applyOp(value, op);
    return op.op === 'insert' || (op.op === 'set' && (typeof here !== 'object' || here === null));
  });
}

function commentsOf(text: string): readonly string[] {
  return text.match(/#c[0-9]+c/g) ?? [];
}

function show(example: Example, edited: string): string {
  return `${example.text}\n=== ${example.ops.map((op) => stringifyJson(op as unknown as Json)).join('\n=== ')}\n=>\n${edited}`;
}

/** What happened: the reason of a refusal, or what is wrong with the edited text (nothing, it is hoped). */
type Outcome =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'edited'; readonly text: string; readonly wrong: readonly string[] };

function requestFor({ text, document, list, ops }: Example, format: SourceFile['format']): EditRequest {
  const { start = 0, end = 0 } = readDocuments(text, { format })[document] ?? {};
  const pointer = list === undefined ? [] : ['items', list];
  return { file: { path: 'a', text, format }, source: { file: 0, document, start, end, pointer }, ops };
}

function readsAs(values: readonly (Json | undefined)[], wanted: readonly Json[]): boolean {
  return values.length === wanted.length && values.every((value, i) => sameJson(value, wanted[i]));
}

function runExample(example: Example, format: SourceFile['format']): Outcome {
  const read = (text: string): readonly (Json | undefined)[] => readDocuments(text, { format }).map((one) => one.value);
  const request = requestFor(example, format);
  const result = renderEdits(request);
  const longWay = renderEdits(request, 'differences');
  if (stringifyJson(result as unknown as Json) !== stringifyJson(longWay as unknown as Json))
    return { kind: 'edited', text: '', wrong: ['the short way and the long one differ'] };
  if (result.kind === 'refused') return result;
  const text = applyEdits(example.text, result.edits);
  const wanted = wantedOf(example);
  const { start, end } = request.source;
  const claims: Readonly<Record<string, boolean>> = {
    'the printer printed something else': readsAs(read(example.text), example.values),
    'the edited text reads otherwise': readsAs(read(text), wanted),
    'another reader reads otherwise': readsAs(readElsewhere(text), wanted.map(rounded)),
    'the proof fails': proveEdits(request, result.edits),
    'an edit lies outside the document': result.edits.every((edit) => edit.start >= start && edit.end <= end),
    'a comment is gone': !onlyAdds(example) || commentsOf(text).join() === commentsOf(example.text).join(),
  };
  return { kind: 'edited', text, wrong: Object.keys(claims).filter((claim) => claims[claim] === false) };
}

describe('random objects in random styles', () => {
  it.each([
    { kind: 'plain', format: 'yaml', most: 0.005 },
    { kind: 'anchors', format: 'yaml', most: 0.2 },
    { kind: 'json', format: 'json', most: 0 },
  ] as const)('$kind: the edited text reads as the edited object, or is refused (rarely)', ({ kind, format, most }) => {
    const reasons: string[] = [];
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const example = exampleOf(seed, kind);
        const outcome = runExample(example, format);
        if (outcome.kind === 'refused') reasons.push(outcome.reason);
        else if (outcome.wrong.length > 0)
          throw new Error(`${outcome.wrong.join('; ')}:\n${show(example, outcome.text)}`);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(reasons.length / RUNS, [...new Set(reasons)].join('; ')).toBeLessThanOrEqual(most);
  });
});
