import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { objectProbe } from '../../../../test/support/probes.ts';
import { reportOf, type ReportSetup } from '../../../../test/support/reports.ts';
import { CHECKS } from '../../../engines/posture/index.ts';
import { escapeMessage, toUri } from './text.ts';
import { writeSarifReport } from './write-sarif.ts';

const FILE = new URL('../../../../test/fixtures/sarif/sarif-2.1.0.schema.json', import.meta.url);
// The schema is of draft 4, which for what it uses differs from draft 7 only in how it names itself.
const { $schema: _draft, id: _id, ...SCHEMA } = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>;
const validate = new Ajv({
  allErrors: true,
  strict: false,
  unicodeRegExp: false,
  formats: { uri: /^[a-z]+:/, 'uri-reference': /^[^\s\\]*$/, 'date-time': true },
}).compile(SCHEMA);

const METAS = new Map(CHECKS.map(({ meta }) => [meta.id, meta]));

const WEAK = `# ü
apiVersion: v1
kind: Pod
metadata: {name: wéb, namespace: shop}
spec:
  hostNetwork: true
  containers:
    - name: app
      image: nginx
      securityContext: {privileged: true}
---
nonsense: [
`;

interface Place {
  readonly physicalLocation: object;
  readonly logicalLocations: readonly object[];
}

/** What the tests look at in a result. */
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly locations: readonly Place[];
  readonly partialFingerprints: object;
  readonly suppressions?: unknown;
  readonly fixes?: readonly { readonly artifactChanges: readonly { readonly replacements: readonly object[] }[] }[];
}

interface Rule {
  readonly id: string;
  readonly help: { readonly text: string; readonly markdown: string };
  readonly properties: object;
}

interface Run {
  readonly columnKind: string;
  readonly results: readonly Result[];
  readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
  readonly invocations: readonly {
    readonly toolExecutionNotifications: readonly { readonly locations: readonly Place[] }[];
  }[];
}

function parse(chunks: Iterable<string>): { readonly log: { readonly runs: readonly Run[] }; readonly run: Run } {
  const log = JSON.parse([...chunks].join('')) as { readonly runs: readonly Run[] };
  const [run] = log.runs;
  if (run === undefined) throw new Error('no run');
  return { log, run };
}

function resultsOf(run: Run, id: string): readonly Result[] {
  return run.results.filter(({ ruleId }) => ruleId === id);
}

async function write(setup: ReportSetup = {}, texts: Readonly<Record<string, string>> = { 'dir a/ü.yaml': WEAK }) {
  const { report } = await reportOf(texts, setup);
  return { ...parse(writeSarifReport(report, METAS)), report };
}

const EXCEPTIONS = [
  { check: 'privileged-container', object: 'shop/*/*', reason: 'known', expires: '2028-01-01' },
  { check: 'host-network', object: 'shop/*/*', reason: 'was known', expires: '2020-01-01' },
];

const SETUPS: Readonly<Record<string, ReportSetup>> = {
  'failed verdicts': {},
  'all verdicts': { verdicts: 'all' },
  exceptions: { exceptions: EXCEPTIONS },
  unreadable: { unreadable: true, profile: 'pss-restricted' },
  'a check that is not known': {
    checks: [objectProbe('probe', () => [{ rule: 'bad', path: [], value: '{0} [a](b)' }])],
  },
};

describe('writeSarifReport', () => {
  it.each(Object.entries(SETUPS))('holds to the SARIF schema: %s', async (_name, setup) => {
    const { log, run } = await write(setup);
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
    expect(run.results.length).toBeGreaterThan(0);
  });

  it('holds to the schema when there is nothing to say', async () => {
    const { log, run } = await write({}, { 'a.yaml': '' });
    expect(validate(log)).toBe(true);
    expect(run.results).toEqual([]);
  });

  it('has a rule with help for each check that occurs, and results that point at it', async () => {
    const { run } = await write({ verdicts: 'all' });
    const { rules } = run.tool.driver;
    for (const result of run.results) expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    const rule = rules.find(({ id }) => id === 'privileged-container');
    expect(rule?.help.text).toContain(METAS.get('privileged-container')?.remedy);
    expect(rule?.help.markdown).toContain('KSV-0017');
    expect(rule?.properties).toMatchObject({
      'security-severity': '8.0',
      tags: ['security', 'kubernetes', 'pod-isolation', 'P5'],
    });
  });

  it('says where: relative URI, lines, UTF-16 columns and bytes', async () => {
    const { run, report } = await write();
    const [result] = resultsOf(run, 'host-network');
    const location = result?.locations[0];
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(location?.physicalLocation).toEqual({
      artifactLocation: { uri: 'dir%20a/%C3%BC.yaml' },
      region: {
        startLine: 6,
        startColumn: 16,
        endLine: 6,
        endColumn: 20,
        byteOffset: Buffer.byteLength(WEAK.slice(0, WEAK.indexOf('true'))),
        byteLength: 4,
      },
    });
    expect(location?.logicalLocations).toEqual([{ name: 'wéb', fullyQualifiedName: 'shop/Pod/wéb', kind: 'resource' }]);
    const [finding] = [...report.findings()].filter(({ check }) => check === 'host-network');
    expect(result?.partialFingerprints).toEqual({ 'merlon/v1': finding?.fingerprint });
  });

  it('has proven fixes as replacements', async () => {
    const { run, report } = await write();
    const withEdits = [...report.findings()].filter(({ fix }) => (fix?.edits ?? []).length > 0);
    const fixed = run.results.filter((result) => result.fixes !== undefined);
    expect(fixed.length).toBe(withEdits.length);
    expect(fixed.length).toBeGreaterThan(0);
    const replacement = fixed[0]?.fixes?.[0]?.artifactChanges[0]?.replacements[0];
    const edit = withEdits[0]?.fix?.edits?.[0];
    expect(replacement).toEqual({
      deletedRegion: { ...edit?.range, byteOffset: edit?.byteOffset, byteLength: edit?.byteLength },
      insertedContent: { text: edit?.text },
    });
  });

  it('suppresses what is accepted, until it expires', async () => {
    const { run } = await write({ exceptions: EXCEPTIONS });
    const of = (id: string) => resultsOf(run, id).map(({ suppressions }) => suppressions);
    expect(of('privileged-container')).toEqual([
      [{ kind: 'external', status: 'accepted', justification: 'known (until 2028-01-01)' }],
    ]);
    expect(of('host-network')).toEqual([undefined]);
  });

  it('maps severities to levels, and verdicts that are no failures to kinds without a level', async () => {
    const probe = objectProbe('probe', () => [
      ...(['critical', 'high', 'medium', 'low', 'info'] as const).map((severity) => ({
        rule: 'bad',
        path: [],
        severity,
        item: severity,
      })),
      { rule: 'good', path: [] },
      { rule: 'none', path: [] },
      { rule: 'look', path: [] },
      {
        rule: 'bad',
        path: [],
        item: 'open',
        gaps: [{ gk: 'Secret', namespace: 'x', state: 'open', reason: 'r' } as const],
      },
    ]);
    const { run } = await write({ checks: [probe], verdicts: 'all' });
    const said = run.results.map(({ kind, level }) => `${kind} ${level}`).toSorted();
    expect(said).toEqual([
      'fail error',
      'fail error',
      'fail note',
      'fail note',
      'fail warning',
      'notApplicable none',
      'open none',
      'pass none',
      'review none',
    ]);
    const failed = await write({ checks: [probe] });
    expect(failed.run.results).toHaveLength(5);
  });

  it('tells of broken input as notifications of the invocation', async () => {
    const { run } = await write({ unreadable: true });
    const [invocation] = run.invocations;
    expect(invocation).toMatchObject({ executionSuccessful: false, exitCode: 3 });
    expect(invocation?.toolExecutionNotifications[0]?.locations[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'dir%20a/%C3%BC.yaml' },
      region: { startLine: expect.any(Number) },
    });
  });

  it('does not give lines of a chart’s output as lines of its template', async () => {
    const { report } = await reportOf({ 'a.yaml': WEAK });
    const [finding] = report.findings();
    if (finding?.region === undefined) throw new Error('no region');
    const rendered = { ...finding, region: { ...finding.region, rendered: 'helm' as const } };
    const { run } = parse(writeSarifReport({ ...report, findings: () => [rendered] }, METAS));
    expect(run.results[0]?.locations[0]?.physicalLocation).toEqual({ artifactLocation: { uri: 'a.yaml' } });
  });
});

describe('text for SARIF', () => {
  it.each([
    ['spec.containers[0].image', 'spec.containers[0].image'],
    ['has {"a":1}', 'has {{"a":1}}'],
    ['[a](b) and [c]', '\\[a](b) and [c]'],
  ])('%s', (text, wanted) => {
    expect(escapeMessage(text)).toBe(wanted);
  });

  it.each([
    ['a/b.yaml', 'a/b.yaml'],
    ['-', 'stdin'],
    ['/abs/ü%.yaml', 'file:///abs/%C3%BC%25.yaml'],
    ['../x y#z?.yaml', '../x%20y%23z%3F.yaml'],
    ['C:\\a\\b.yaml', 'file:///C%3A/a/b.yaml'],
    ['a:b/c.yaml', 'a%3Ab/c.yaml'],
    ['\ud800.yaml', '%EF%BF%BD.yaml'],
    ['😀.yaml', '%F0%9F%98%80.yaml'],
  ])('%j as a URI is %s', (path, wanted) => {
    expect(toUri(path)).toBe(wanted);
  });
});
