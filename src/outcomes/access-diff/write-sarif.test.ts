import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { ACCESS_DIFF_API_VERSION, type AccessDiffReport, type ShownChange, writeAccessDiffSarif } from './index.ts';

const FILE = new URL('../../../test/fixtures/sarif/sarif-2.1.0.schema.json', import.meta.url);
// The schema is of draft 4, which for what it uses differs from draft 7 only in how it names itself.
const { $schema: _draft, id: _id, ...SCHEMA } = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>;
const isSarif = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false }).compile(SCHEMA);

function change(more: Partial<ShownChange>): ShownChange {
  const object = { kind: 'Role', namespace: 'shop', name: 'web' };
  return {
    subject: 'User {ann}',
    severity: 'high',
    rules: [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }],
    chain: {
      subject: 'User {ann}',
      binding: { object: { ...object, kind: 'RoleBinding' }, path: 'subjects' },
      role: { object, path: 'rules[0].verbs', place: 'a dir/roles.yaml:7' },
      rule: { verbs: ['get'] },
    },
    fingerprint: 'f'.repeat(32),
    ...more,
  };
}

function report(gained: readonly ShownChange[]): AccessDiffReport {
  return {
    apiVersion: ACCESS_DIFF_API_VERSION,
    kind: 'AccessDiff',
    tool: { name: 'merlon', version: '1.2.3' },
    before: 'a',
    after: 'b',
    kubernetes: 37,
    gained,
    lost: [change({})],
    unknown: [],
    complete: true,
  };
}

describe('SARIF of a diff', () => {
  it.each([
    ['nothing', []],
    ['one of each severity', (['critical', 'high', 'medium', 'low'] as const).map((severity) => change({ severity }))],
    ['what stands in no file', [change({ chain: { ...change({}).chain, role: change({}).chain.binding } })]],
  ])('holds to the schema: %s', (_what, gained) => {
    const log: unknown = JSON.parse(writeAccessDiffSarif(report(gained)));
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
  });

  const at = { object: { kind: 'ClusterRole', namespace: '', name: 'view' }, path: 'metadata.name' };
  const from = { ...at, place: 'roles.yaml:3' };
  const why = ['ClusterRoleBindings: not in these files'];
  const unknown: AccessDiffReport['unknown'] = [
    {
      what: 'role',
      role: 'ClusterRole view',
      object: at,
      from,
      severity: 'critical',
      rules: change({}).rules,
      isBound: false,
      why,
      fingerprint: 'e'.repeat(32),
    },
    { what: 'binding', binding: at, role: 'ClusterRole vendor', subjects: ['User ann'], why },
  ];

  it('has what is not known as open, without a level', () => {
    const text = writeAccessDiffSarif({ ...report([]), unknown });
    const log = JSON.parse(text) as { runs: [{ results: unknown }] };
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
    expect(log.runs[0].results).toMatchObject([
      {
        ruleId: 'access-not-known',
        kind: 'open',
        level: 'none',
        message: { text: `Whoever is bound to ClusterRole view gains get on secrets of core\n${why[0]}` },
        locations: [{ physicalLocation: { region: { startLine: 3 } } }],
        partialFingerprints: { 'merlonAccess/v1': 'e'.repeat(32) },
      },
      { ruleId: 'access-not-known', kind: 'open', level: 'none' },
    ]);
  });

  it('names the rule’s place, shows braces as they are, and tells nothing of what was lost', () => {
    const log = JSON.parse(writeAccessDiffSarif(report([change({})]))) as { runs: [{ results: unknown[] }] };
    expect(log.runs[0].results).toHaveLength(1);
    expect(log.runs[0].results[0]).toMatchObject({
      level: 'error',
      message: { text: expect.stringContaining('User {{ann}} gains get on secrets of core') },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20dir/roles.yaml' }, region: { startLine: 7 } } }],
    });
  });
});
