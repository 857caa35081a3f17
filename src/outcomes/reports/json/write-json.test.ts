import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../../test/support/objects.ts';
import { objectProbe } from '../../../../test/support/probes.ts';
import {
  activateAll,
  type MadeReport,
  reportOf,
  reportOfCluster,
  type ReportSetup,
} from '../../../../test/support/reports.ts';
import { CHECKS } from '../../../engines/posture/index.ts';
import type { Gap } from '../../../model/cluster/index.ts';
import { writeJsonReport } from './write-json.ts';

const ROOT = new URL('../../../../', import.meta.url);
const SCHEMA = JSON.parse(readFileSync(new URL('schemas/report-v1.schema.json', ROOT), 'utf8')) as Record<
  string,
  unknown
>;
const validate = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(
  SCHEMA,
);

const WEAK = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      hostNetwork: true
      containers:
        - name: app
          image: nginx
          securityContext: {privileged: true}
          env: [{name: DB_PASSWORD, value: hunter2}]
        - {name: odd, image: a, securityContext: {privileged: 1}}
---
nonsense: [
---
a: 1
`;

const OPEN: Gap = { gk: 'Secret', namespace: undefined, state: 'open', reason: 'not in these files' };
const REFUSED: Gap = { gk: 'Secret', namespace: 'shop', name: 's', state: 'unreadable', reason: 'forbidden' };

// Every shape that a judgement can have.
const SHAPES = objectProbe('shapes', () => [
  {
    rule: 'bad',
    path: ['spec'],
    value: { big: 9007199254740993n, list: [null, true, 1.5] },
    item: 'a',
    assumes: [OPEN],
  },
  { rule: 'bad', path: ['metadata', 'name'], value: 'web', sensitive: true, item: 'b' },
  {
    rule: 'bad',
    path: ['spec', 'x'],
    item: 'c',
    fix: { class: 'needs-value', title: 'say which', ops: [], question: 'Which?' },
  },
  {
    rule: 'bad',
    path: ['spec', 'x'],
    item: 'd',
    fix: { class: 'safe', title: 'do nothing', ops: [{ op: 'set', path: ['spec', 'y'], value: 1 }] },
  },
  { rule: 'worse', path: [], gaps: [OPEN] },
  { rule: 'worse', path: [], item: 'e', gaps: [OPEN, REFUSED] },
  { rule: 'look', path: [], container: 'app' },
  { rule: 'none', path: [] },
  { rule: 'no such rule', path: [] },
]);

const CRASH = objectProbe('crash', () => {
  throw new TypeError('boom\u001b');
});

const EXCEPTIONS = [
  { check: 'privileged-container', object: 'shop/*/web', reason: 'known', expires: '2028-01-01' },
  { check: 'host-network', object: 'shop/*/web', reason: 'was known', expires: '2020-01-01' },
];

function textOf({ report }: Pick<MadeReport, 'report'>): string {
  return [...writeJsonReport(report)].join('');
}

async function write(
  setup: ReportSetup,
  texts: Readonly<Record<string, string>> = { 'a.yaml': WEAK },
): Promise<string> {
  return textOf(await reportOf(texts, setup));
}

/** What the tests look at in a report. */
interface Written {
  readonly summary: { readonly groups: readonly { readonly worst: readonly string[] }[] };
  readonly diagnostics: readonly object[];
  readonly findings: readonly { readonly fingerprint: string }[];
}

function parse(text: string): Written {
  return JSON.parse(text) as Written;
}

function problemsOf(text: string): readonly string[] {
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

const SETUPS: Readonly<Record<string, ReportSetup>> = {
  'failed verdicts': {},
  'all verdicts': { verdicts: 'all' },
  exceptions: { exceptions: EXCEPTIONS, failOn: 'never' },
  'a profile with controls': { profile: 'pss-restricted', verdicts: 'all' },
  'every shape of a judgement': { checks: [SHAPES, CRASH], verdicts: 'all', unreadable: true },
  'a complete world': { complete: true, verdicts: 'all' },
  'diagnostics with objects': {
    diagnostics: [
      {
        severity: 'note',
        code: 'x',
        message: 'm',
        object: { group: '', version: 'v1', kind: 'Pod', namespace: '', name: 'p' },
        file: 'a',
        line: 1,
        column: 2,
      },
    ],
  },
};

describe('writeJsonReport', () => {
  it.each(Object.entries(SETUPS))('holds to the published schema: %s', async (_name, setup) => {
    const text = await write(setup);
    expect(problemsOf(text)).toEqual([]);
    expect(parse(text).findings.length).toBeGreaterThan(0);
  });

  it('holds to the schema when there is nothing to say, and without files', async () => {
    const empty = await write({}, { 'a.yaml': '' });
    expect(problemsOf(empty)).toEqual([]);
    expect(parse(empty).findings).toEqual([]);
    const live = textOf(reportOfCluster(clusterOf(objectsOf(WEAK.slice(0, WEAK.indexOf('---')))), activateAll(CHECKS)));
    expect(problemsOf(live)).toEqual([]);
  });

  it('writes what was read indented, then each finding on a line of its own, then the sums', async () => {
    const text = await write({ exceptions: EXCEPTIONS });
    const lines = text.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '{',
      '  "apiVersion": "merlon.dev/report/v1",',
      '  "kind": "Report",',
      '  "tool": {',
    ]);
    const from = lines.indexOf('  "findings": [') + 1;
    const findings = lines.slice(from, lines.indexOf('  ],', from));
    expect(findings.map((line): unknown => JSON.parse(line.replace(/,$/, '')))).toEqual(parse(text).findings);
    expect(lines[from + findings.length + 1]).toBe('  "summary": {');
    expect(lines.slice(-3)).toEqual(['  "exitCode": 1', '}', '']);
  });

  it('keeps the digits of int64', async () => {
    expect(await write({ checks: [SHAPES] })).toContain('"big":9007199254740993,');
  });

  it('carries the schema’s answers for what it means', async () => {
    const report = parse(await write({ exceptions: EXCEPTIONS }));
    expect(report).toMatchObject({
      exitCode: 1,
      failOn: 'high',
      verdicts: 'failed',
      input: { objects: 1, workloads: 1 },
      summary: { accepted: 1, expired: 1 },
    });
    expect(report.diagnostics.length).toBeGreaterThan(0);
    const known = new Set(report.findings.map(({ fingerprint }) => fingerprint));
    for (const group of report.summary.groups) for (const print of group.worst) expect(known).toContain(print);
  });

  it('names a finding once that several objects share', async () => {
    const report = parse(await write({}, { 'production.yaml': WEAK, 'staging.yaml': WEAK }));
    expect(new Set(report.findings.map(({ fingerprint }) => fingerprint)).size).toBeLessThan(report.findings.length);
    for (const { worst } of report.summary.groups) expect(worst).toEqual([...new Set(worst)]);
  });

  it('never carries a credential', async () => {
    for (const setup of Object.values(SETUPS)) expect(await write(setup)).not.toContain('hunter2');
  });

  it('comes in chunks of at least 16 KiB, without holding the findings', async () => {
    const pods = Array.from(
      { length: 300 },
      (_, i) =>
        `{apiVersion: v1, kind: Pod, metadata: {name: p${i}}, spec: {hostPID: true, containers: [{name: c, image: i}]}}\n`,
    ).join('---\n');
    const { report } = await reportOf({ 'a.yaml': pods });
    let taken = 0;
    function* counted() {
      for (const finding of report.findings()) {
        taken++;
        yield finding;
      }
    }
    // What the spread asks for is counted before.
    const chunks = writeJsonReport({ ...report, findings: counted })[Symbol.iterator]();
    const first = chunks.next();
    const total = [...report.findings()].length;
    expect(first.done).toBe(false);
    expect(taken).toBeLessThan(total / 10);
    const rest = [...{ [Symbol.iterator]: () => chunks }];
    expect(rest.slice(0, -1).every((chunk) => chunk.length >= 16_384)).toBe(true);
    expect(taken).toBe(total);
  });
});

describe('the schema', () => {
  it('knows no field that is not said', async () => {
    const report = parse(await write({}));
    for (const spoil of [{ extra: 1 }, { exitCode: 2 }, { verdicts: undefined }])
      expect(problemsOf(JSON.stringify({ ...report, ...spoil }))).not.toEqual([]);
    const [finding] = report.findings;
    for (const spoil of [
      { line: 1 },
      { verdict: 'unknown' },
      { severity: 'bad' },
      { evidence: { path: '', state: 'present' } },
      { verdict: 'pass', accepted: EXCEPTIONS[0] },
    ]) {
      expect(
        problemsOf(JSON.stringify({ ...report, findings: [{ ...finding, ...spoil }] })),
        JSON.stringify(spoil),
      ).not.toEqual([]);
    }
  });

  it('is documented field by field', () => {
    const page = readFileSync(new URL('docs/reference/json-report.md', ROOT), 'utf8');
    const names = new Set<string>();
    const collect = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node as Record<string, unknown>)) {
        if (key === 'properties' && typeof value === 'object' && value !== null)
          for (const name of Object.keys(value)) names.add(name);
        collect(value);
      }
    };
    collect(SCHEMA);
    const missing = [...names].filter((name) => !page.includes(`\`${name}\``) && !page.includes(`.${name}\``));
    expect(missing).toEqual([]);
  });
});
