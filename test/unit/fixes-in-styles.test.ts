import { expect, it } from 'vitest';
import { CHECKS } from '../../src/engines/posture/index.ts';
import { applyOps, prefixOps } from '../../src/model/cluster/index.ts';
import { sameJson, stringifyJson } from '../../src/model/json.ts';
import { readDocuments } from '../../src/model/yaml/index.ts';
import { applyEdits, proveEdits, renderEdits } from '../../src/outcomes/fixes/index.ts';
import { loadCases, runCase } from '../support/check-cases.ts';
import { createRng } from '../support/rng.ts';
import { printDocuments, randomStyle } from '../support/yaml-printer.ts';

const RUNS = Number(process.env['MERLON_STYLES'] ?? 12);
const FIXABLE = CHECKS.filter(({ meta }) => meta.fixable);
/** Share of edits that may be refused: keys in odd places, values that anchors share. */
const MOST_REFUSED = 0.02;

it.each(FIXABLE.map((check) => [check.meta.id, check] as const))(
  'every fix of %s, in random styles of writing, changes its object as planned and nothing else',
  (_id, check) => {
    let edited = 0;
    let refused = 0;
    for (const testCase of loadCases(check)) {
      const fails = runCase(check, testCase).verdicts.filter(({ verdict }) => verdict.verdict === 'fail');
      for (const { verdict } of fails) {
        const ops = prefixOps(verdict.judgement.fix?.ops ?? [], verdict.root);
        if (ops.length === 0) continue;
        const { data } = verdict.object;
        for (let seed = 0; seed < RUNS; seed++) {
          const rng = createRng(seed);
          const other = { kind: 'ConfigMap', data: { a: 'b' } };
          const isJson = seed % 4 === 3;
          const text = isJson
            ? printDocuments([data], randomStyle(rng, { json: true }), rng)
            : printDocuments([other, data, other], randomStyle(rng), rng);
          const format = isJson ? 'json' : 'yaml';
          const document = isJson ? 0 : 1;
          const read = readDocuments(text, { format });
          const { start = 0, end = 0 } = read[document] ?? {};
          const request = {
            file: { path: 'a', text, format },
            source: { file: 0, document, start, end, pointer: [] },
            ops,
          } as const;
          const result = renderEdits(request);
          expect(renderEdits(request, 'differences'), text).toEqual(result);
          if (result.kind === 'refused') {
            refused++;
            continue;
          }
          edited++;
          const now = readDocuments(applyEdits(text, result.edits), { format });
          expect(now.length, text).toBe(read.length);
          expect(sameJson(now[document]?.value, applyOps(data, ops)), `${stringifyJson(data)}\n${text}`).toBe(true);
          expect(proveEdits(request, result.edits), text).toBe(true);
          // All bytes outside the edits are those of before: edits are replacements of stretches inside the object's own document.
          expect(
            result.edits.every((edit) => edit.start >= start && edit.end <= end),
            text,
          ).toBe(true);
        }
      }
    }
    expect(refused).toBeLessThanOrEqual(MOST_REFUSED * (edited + refused));
  },
);
