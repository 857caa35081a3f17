import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { objectProbe } from '../../../test/support/probes.ts';
import { reportOf } from '../../../test/support/reports.ts';
import { verdictsOf } from '../../engines/posture/index.ts';
import { applyOps, prefixOps } from '../../model/cluster/index.ts';
import { type Path, valueAt } from '../../model/json.ts';
import type { FixPlan } from '../../model/verdicts/index.ts';
import { readDocuments } from '../../model/yaml/index.ts';
import { fixOf } from './fix.ts';
import { openSheets } from './sheets.ts';
import type { FindingFix } from './types.ts';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: wéb\nspec:\n  hostNetwork: true\n  containers:\n    - name: app\n      image: i\n';
const PATH: Path = ['spec', 'hostNetwork'];
const OFF: FixPlan = { class: 'safe', title: 'leave the network', ops: [{ op: 'set', path: PATH, value: false }] };

/** A check that fails while the field is true and offers a plan. */
function probe(fix: FixPlan) {
  return objectProbe('probe', (object) => {
    const value = valueAt(object.data, PATH);
    return [value === true ? { rule: 'bad', path: PATH, value, fix } : { rule: 'good', path: PATH }];
  });
}

async function planned(text: string, plan: FixPlan, name = 'a.yaml'): Promise<FindingFix | undefined> {
  const { report } = await reportOf({ [name]: text }, { checks: [probe(plan)] });
  return [...report.findings()][0]?.fix;
}

/** Applies edits by bytes, from the last to the first. */
function apply(text: string, fix: FindingFix | undefined): string {
  let bytes = Buffer.from(text);
  for (const edit of (fix?.edits ?? []).toReversed()) {
    bytes = Buffer.concat([
      bytes.subarray(0, edit.byteOffset),
      Buffer.from(edit.text),
      bytes.subarray(edit.byteOffset + edit.byteLength),
    ]);
  }
  return bytes.toString();
}

describe('fixes', () => {
  it.each([
    ['YAML', POD],
    ['CR LF', POD.replaceAll('\n', '\r\n')],
    ['a second document', `# ü\n---\n${POD}`],
    ['a byte order mark', `\ufeff${POD}`],
  ])('are edits in bytes: %s', async (_name, text) => {
    const fix = await planned(text, OFF);
    expect(apply(text, fix)).toBe(text.replace('true', 'false'));
    expect(fix).toMatchObject({ class: 'safe', title: 'leave the network', file: 'a.yaml' });
  });

  it('say the same stretch in lines and columns', async () => {
    const fix = await planned(POD, OFF);
    expect(fix?.edits).toEqual([
      {
        byteOffset: 69,
        byteLength: 3,
        text: 'fals',
        range: { startLine: 6, startColumn: 16, endLine: 6, endColumn: 19 },
      },
    ]);
  });

  it('work in Lists, anchors elsewhere and JSON', async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: &n x}, spec: {hostNetwork: true, nodeName: *n}}\n`;
    expect(apply(list, await planned(list, OFF))).toBe(list.replace('true', 'false'));
    const json = JSON.stringify(readDocuments(POD)[0]?.value, null, 2);
    expect(apply(json, await planned(json, OFF, 'a.json'))).toBe(json.replace('true', 'false'));
  });

  it('that do not make the finding go away are dropped', async () => {
    const useless: FixPlan = {
      class: 'safe',
      title: 'do something',
      ops: [{ op: 'set', path: ['spec', 'hostPID'], value: false }],
    };
    expect(await planned(POD, useless)).toEqual({
      class: 'safe',
      title: 'do something',
      refused: 'not proven: the finding stays',
    });
    const broken: FixPlan = { ...useless, ops: [{ op: 'remove', path: ['spec', 'hostIPC'] }] };
    expect((await planned(POD, broken))?.refused).toMatch(/^not proven: /);
  });

  it('that would change more than the object are refused with the reason', async () => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {hostNetwork: &on true, hostPID: *on}\n`;
    expect(await planned(text, OFF)).toEqual({
      class: 'safe',
      title: 'leave the network',
      refused: expect.stringMatching(/\*on|&on|anchor/),
    });
  });

  it('that ask a question have no edits', async () => {
    const plan: FixPlan = { class: 'needs-value', title: 'name a user', ops: [], question: 'Which user?' };
    expect(await planned(POD, plan)).toEqual({ class: 'needs-value', title: 'name a user', question: 'Which user?' });
  });

  it('of the pod as a whole are refused where Knative would, those of containers are not', async () => {
    const text =
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: hello\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: i\n';
    const { report } = await reportOf({ 'a.yaml': text });
    const fixes = new Map([...report.findings()].map(({ check, fix }) => [check, fix]));
    expect(fixes.get('run-as-root-allowed')).toMatchObject({
      refused: expect.stringContaining('Knative refuses securityContext of the pod as a whole'),
    });
    expect(fixes.get('run-as-root-allowed')?.edits).toBeUndefined();
    expect(fixes.get('capabilities-not-dropped')?.edits).toHaveLength(1);
  });

  it('add objects as YAML', async () => {
    const added = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' } };
    const plan: FixPlan = { ...OFF, class: 'may-break', breaksIf: 'it needs it', added: [added] };
    const fix = await planned(POD, plan);
    expect(fix?.breaksIf).toBe('it needs it');
    const valuesOf = (one: FindingFix | undefined): unknown => one?.added?.map((text) => readDocuments(text)[0]?.value);
    // They go where the object goes: into the namespace that both name, or that neither does.
    expect(valuesOf(fix)).toEqual([{ ...added, metadata: { name: 'c' } }]);
    const named = POD.replace('metadata:\n', 'metadata:\n  namespace: default\n');
    expect(valuesOf(await planned(named, plan))).toEqual([added]);
    expect(apply(POD, fix)).toBe(POD.replace('true', 'false'));
  });

  it('that would write over an object which is there are not shown', async () => {
    const added = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' } };
    const plan: FixPlan = { ...OFF, class: 'may-break', breaksIf: 'it needs it', added: [added] };
    const there = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n';
    const fix = await planned(`${POD}---\n${there}`, plan);
    expect(fix?.refused).toBe('not proven: an object of that name is there already');
  });

  it('belong to failed verdicts only', async () => {
    const gap = { gk: 'Secret', namespace: 'x', state: 'open', reason: 'r' } as const;
    const check = objectProbe('probe', () => [{ rule: 'bad', path: PATH, fix: OFF, gaps: [gap] }]);
    const { report } = await reportOf({ 'a.yaml': POD }, { checks: [check], verdicts: 'all' });
    expect([...report.findings()].map(({ verdict, fix }) => [verdict, fix])).toEqual([['unknown', undefined]]);
  });
});

describe('fixes of the example', () => {
  const folder = new URL('../../../examples/shop/', import.meta.url);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const texts = Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));

  it('read as the fixed object and nothing else when made in the bytes of the file', async () => {
    const { run, files } = await reportOf(texts);
    const sheets = openSheets(files, run.cluster.objects);
    const prover = { prove: () => ({ proven: true }) as const };
    let edits = 0;
    for (const source of verdictsOf(run)) {
      const { object, judgement, root, check } = source.verdict;
      const sheet = sheets.open(object);
      const fix = fixOf(source, sheet, prover);
      if (fix?.edits === undefined || sheet === undefined || object.source === undefined) continue;
      const { document, pointer } = object.source;
      const values = (text: string) => readDocuments(text).map(({ value }) => value);
      const wanted = values(sheet.file.text).map((value, i) =>
        i === document && value !== undefined
          ? applyOps({ value }, prefixOps(judgement.fix?.ops ?? [], ['value', ...pointer, ...root]))['value']
          : value,
      );
      expect(values(apply(sheet.file.text, fix)), `${check} ${object.ref.name}`).toEqual(wanted);
      edits++;
    }
    expect(edits).toBeGreaterThan(20);
  });
});
