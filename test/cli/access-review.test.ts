import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessReviewReport } from '../../src/outcomes/access-review/index.ts';
import { buildMerlon, type CliResult, merlon } from './run-merlon.ts';

let folder: string;
beforeAll(async () => {
  await buildMerlon();
  folder = await mkdtemp(path.join(tmpdir(), 'merlon-review-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const RBAC = 'apiVersion: rbac.authorization.k8s.io/v1\n';

function role(name: string, rules: string, more = ''): string {
  return `${RBAC}kind: ClusterRole\nmetadata: {name: ${name}${more}}\nrules: ${rules}\n`;
}

function bind(scope: string, subject: string, to: string): string {
  const kind = scope === '' ? 'ClusterRoleBinding' : 'RoleBinding';
  const place = scope === '' ? '' : `, namespace: ${scope}`;
  return `${RBAC}kind: ${kind}\nmetadata: {name: ${to}${place}}\nsubjects: [${subject}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${to}}\n`;
}

const WEB = '{kind: ServiceAccount, name: web, namespace: shop}';
const SECRETS = '[{verbs: [get], apiGroups: [""], resources: [secrets]}]';

/** Reviews documents as everything that there is. */
async function review(documents: readonly string[], ...args: readonly string[]): Promise<CliResult> {
  const name = path.join(folder, 'roles.yaml');
  await writeFile(name, documents.join('---\n'));
  return merlon(['access', 'review', 'roles.yaml', '--complete', ...args], { cwd: folder, env: { COLUMNS: '80' } });
}

async function reportOf(documents: readonly string[], ...args: readonly string[]): Promise<AccessReviewReport> {
  const { out, err } = await review(documents, '-o', 'json', ...args);
  expect(err).toBe('');
  return JSON.parse(out) as AccessReviewReport;
}

describe('merlon access review', () => {
  it('names the worst subject of the example with its chain, and fits 80 columns but for places', async () => {
    const { code, out } = await merlon(['access', 'review', 'examples/shop', '--complete'], { env: { COLUMNS: '80' } });
    expect(code).toBe(0);
    expect(out).toContain('ServiceAccount ops/build-runner\n  by ClusterRoleBinding build-runner → ClusterRole');
    expect(out).toMatch(
      /critical may do everything, everywhere\n +\* on \* of \*\n +examples\/shop\/ops\/build-runner\.yaml:\d+/,
    );
    const long = out.split('\n').filter((line) => line.length > 80 && !line.includes('.yaml:'));
    expect(long).toEqual([]);
  });

  it('says of nobody only what was seen, unless the files are everything', async () => {
    const harmless = [role('r', '[{verbs: [get], apiGroups: [""], resources: [pods]}]')];
    const whole = await review(harmless);
    expect(whole.out).toMatch(/API server makes\s+itself\.\n/);
    const { out } = await merlon(['access', 'review', 'roles.yaml'], { cwd: folder, env: { COLUMNS: '200' } });
    expect(out).toContain('but for what the API server makes itself, as far as was seen.\n');
    expect(out).toContain('Roles that nobody holds, as far as was seen (1)');
  });

  it('is one report in JSON: chains once, whoever shares them', async () => {
    const two = '{kind: User, name: ann}, {kind: User, name: bob}';
    const { subjects, chains } = await reportOf([role('r', SECRETS), bind('', two, 'r')]);
    const own = subjects.filter(({ builtIn }) => !builtIn);
    expect(
      own.map(({ name, holdings }) => [name, holdings.map(({ right, severity }) => `${right} ${severity}`)]),
    ).toEqual([
      ['ann', ['read-secrets high']],
      ['bob', ['read-secrets high']],
    ]);
    const [first, second] = own.map(({ holdings }) => holdings[0]?.chains);
    expect(first).toEqual(second);
    const chain = chains[first?.[0] ?? -1];
    expect([chain?.binding.place, chain?.role.path, chain?.role.place]).toEqual([
      'roles.yaml:9',
      'rules[0].verbs',
      'roles.yaml:4',
    ]);
  });

  it('gives a line of CSV for each right, harmless to a spreadsheet', async () => {
    const { out } = await review([role('r', SECRETS), bind('shop', '{kind: User, name: "=cmd()"}', 'r')], '-o', 'csv');
    const lines = out.split('\r\n');
    expect(lines[0]).toBe('subject,built in,tenants,right,may,severity,namespace,names,chains');
    expect(lines.find((line) => line.includes('cmd()'))).toMatch(
      /^User =cmd\(\),no,,read-secrets,read Secrets,medium,shop,,/,
    );
  });

  it.each([
    ['never', 0],
    ['critical', 0],
    ['high', 1],
    ['medium', 1],
  ])('with --fail-on %s ends with %i', async (limit, wanted) => {
    const { code } = await review([role('r', SECRETS), bind('', WEB, 'r')], '--fail-on', limit);
    expect(code).toBe(wanted);
  });

  it('says what tenants reach outside their namespaces', async () => {
    await writeFile(
      path.join(folder, 'tenants.yaml'),
      'apiVersion: merlon.dev/v1\ntenants:\n  shop: {namespaces: [shop]}\n  bank: {namespaces: [bank]}\n',
    );
    const args = ['--config', 'tenants.yaml'];
    const { tenants } = await reportOf([role('r', SECRETS), bind('bank', WEB, 'r')], ...args);
    expect(tenants.map(({ name, reach }) => [name, reach.length])).toEqual([
      ['bank', 0],
      ['shop', 1],
    ]);
    expect(tenants[1]?.reach[0]).toMatchObject({
      subject: 'ServiceAccount shop/web',
      namespace: 'bank',
      owner: 'bank',
      what: 'get on secrets of core',
      severity: 'medium',
    });
    const { out } = await review([role('r', SECRETS), bind('bank', WEB, 'r')], ...args);
    expect(out).toContain('ServiceAccount shop/web may get on secrets of core, in bank, of\n           tenant bank');
  });

  it('takes no namespace that two tenants claim', async () => {
    await writeFile(
      path.join(folder, 'both.yaml'),
      'apiVersion: merlon.dev/v1\ntenants:\n  shop: {namespaces: [shop]}\n  all: {namespaces: ["*"]}\n',
    );
    const { code, err } = await review([role('r', SECRETS), bind('shop', WEB, 'r')], '--config', 'both.yaml');
    expect(code).toBe(2);
    expect(err).toContain('shop: all, shop');
  });
});

describe('roles as people get them wrong', () => {
  const everything = async (...documents: readonly string[]): Promise<AccessReviewReport> => reportOf(documents);
  const ownOf = ({ subjects }: AccessReviewReport): readonly (readonly [string, number])[] =>
    subjects.filter(({ builtIn }) => !builtIn).map(({ name, holdings }) => [name, holdings.length]);

  it('empty lists in a rule give nothing, and hide no other rule', async () => {
    const rules =
      '[{verbs: [], apiGroups: [""], resources: [secrets]}, {verbs: [get]}, {verbs: [get], apiGroups: [""], resources: [secrets]}]';
    expect(ownOf(await everything(role('r', rules), bind('', WEB, 'r')))).toEqual([['web', 1]]);
    expect(ownOf(await everything(role('r', '[]'), bind('', WEB, 'r')))).toEqual([['web', 0]]);
    expect(ownOf(await everything(role('r', 'null'), bind('', WEB, 'r')))).toEqual([['web', 0]]);
  });

  it('an account without a namespace is nobody, in a ClusterRoleBinding; in a RoleBinding it is of its namespace', async () => {
    const account = '{kind: ServiceAccount, name: web}';
    expect(ownOf(await everything(role('r', SECRETS), bind('', account, 'r')))).toEqual([]);
    expect(ownOf(await everything(role('r', SECRETS), bind('shop', account, 'r')))).toEqual([['web', 1]]);
  });

  it('roles that aggregate each other come to an end', async () => {
    const cyclic = (name: string, other: string): string =>
      `${RBAC}kind: ClusterRole\nmetadata: {name: ${name}, labels: {to: ${other}}}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {to: ${name}}}]}\n`;
    const own = role('own', SECRETS, ', labels: {to: a}');
    const report = await everything(cyclic('a', 'b'), cyclic('b', 'a'), own, bind('', WEB, 'b'));
    expect(ownOf(report)).toEqual([['web', 1]]);
    expect(report.chains.find(({ from }) => from?.object.name === 'own')?.role.object.name).toBe('b');
  });

  it('unknown fields, wrong types and broken documents are told with their place, and the rest is reviewed', async () => {
    const { code, out, err } = await review([
      role('wrong', '[{verbs: get, apiGroups: [""], resources: [pods]}]'),
      role('r', '[{verbs: [get], apiGroups: [""], resources: [secrets], color: red}]'),
      bind('', WEB, 'r'),
      'broken: [\n',
    ]);
    expect(out).toContain('may read Secrets, everywhere');
    const lines = err.trimEnd().split('\n');
    expect(lines.map((line) => /^merlon: (error|warning): roles\.yaml:(\d+):\d+: /.exec(line)?.slice(1, 3))).toEqual([
      ['warning', '4'],
      ['warning', '9'],
      ['error', '18'],
    ]);
    expect(code).toBe(3);
  });

  it('ten thousand rules in one role are read, and one that matters among them is found', async () => {
    const rules = Array.from(
      { length: 10_000 },
      (_, i) => `  - {verbs: [get], apiGroups: [example.com], resources: [widgets${i}]}\n`,
    );
    rules[7777] = '  - {verbs: [get], apiGroups: [""], resources: [secrets]}\n';
    const report = await everything(role('r', `\n${rules.join('')}`), bind('', WEB, 'r'));
    expect(ownOf(report)).toEqual([['web', 1]]);
    const holding = report.subjects.find(({ name }) => name === 'web')?.holdings[0];
    expect(report.chains[holding?.chains[0] ?? -1]?.role.place).toBe('roles.yaml:7782');
  });
});
