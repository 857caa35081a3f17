import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccessDiffReport } from '../../src/outcomes/access-diff/index.ts';
import { buildMerlon, type CliResult, merlon } from './run-merlon.ts';

const run = promisify(execFile);
let folder: string;
beforeAll(buildMerlon);
beforeEach(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(path.join(tmpdir(), 'merlon-diff-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function manifest(verbs: string, subject = 'web'): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: web, namespace: shop}
rules:
  - verbs: [${verbs}]
    apiGroups: [""]
    resources: [secrets]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
subjects: [{kind: ServiceAccount, name: "${subject}", namespace: shop}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
`;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
}

function diff(...args: readonly string[]): Promise<CliResult> {
  return merlon(['access', 'diff', ...args], { cwd: folder, env: { COLUMNS: '80' } });
}

async function git(...args: readonly string[]): Promise<void> {
  const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgsign=false'];
  await run('git', [...who, ...args], { cwd: folder });
}

describe('merlon access diff', () => {
  beforeEach(async () => {
    await write('old.yaml', manifest('list'));
    await write('new.yaml', manifest('list, "*"'));
  });

  it('says who gains what, where, and by which rule', async () => {
    const { code, out } = await diff('old.yaml', 'new.yaml', '--complete', '--fail-on', 'medium');
    expect(code).toBe(1);
    expect(out).toContain(
      'Gained (1)\n+ medium   ServiceAccount shop/web, in shop\n             * on secrets of core\n',
    );
    expect(out).toContain('by RoleBinding shop/web → Role shop/web\n           new.yaml:12\n           new.yaml:5\n');
    expect(out).not.toContain('Lost');
  });

  it.each([
    ['critical', 0],
    ['high', 0],
    ['medium', 1],
    ['low', 1],
    ['never', 0],
  ])('with --fail-on %s ends with %i', async (limit, wanted) => {
    expect((await diff('old.yaml', 'new.yaml', '--fail-on', limit)).code).toBe(wanted);
  });

  it('says that nothing changed where only the text did', async () => {
    await write('same.yaml', `# a comment\n${manifest('"list", list')}`);
    const { code, out } = await diff('old.yaml', 'same.yaml', '--fail-on', 'low');
    expect([code, out.includes('Nobody gains or loses a permission.')]).toEqual([0, true]);
    expect(out).toContain('Only what these files hold was compared');
  });

  it('does not say that nobody gains where a role was not seen', async () => {
    await write(
      'unseen.yaml',
      `${manifest('list')}---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: more, namespace: shop}\nsubjects: [{kind: User, name: ann}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: vendor}\n`,
    );
    const { code, out } = await diff('old.yaml', 'unseen.yaml', '--fail-on', 'low');
    expect(code).toBe(0);
    expect(out).not.toContain('Nobody gains');
    expect(out).toContain('Nobody is seen to gain or lose a permission, but not all is known:\n\nNot known (1)\n');
  });

  it('says what whoever is bound elsewhere gains, in text, JSON and SARIF, outside the exit code', async () => {
    const part = (labels: string): string =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: part${labels}}\nrules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]\n`;
    await write('part.yaml', part(''));
    await write('label.yaml', part(', labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}'));
    const { code, out } = await diff('part.yaml', 'label.yaml', '--fail-on', 'low');
    expect(code).toBe(0);
    expect(out).toContain('Nobody is seen to gain or lose a permission, but not all is known:\n');
    expect(out).toContain(
      '? critical whoever is bound to ClusterRole view gains\n             * on * of *\n           aggregated from ClusterRole part\n           label.yaml:4\n           ClusterRoleBindings: not in these files\n',
    );
    const { unknown } = JSON.parse((await diff('part.yaml', 'label.yaml', '-o', 'json')).out) as AccessDiffReport;
    expect(unknown.map(({ what, role }) => [what, role])).toEqual(
      ['admin', 'edit', 'view'].map((name) => ['role', `ClusterRole ${name}`]),
    );
    const sarif = (await diff('part.yaml', 'label.yaml', '-o', 'sarif')).out;
    expect(sarif).toContain('Whoever is bound to ClusterRole view gains * on * of *');
    const whole = await diff('part.yaml', 'label.yaml', '--complete');
    expect(whole.out).toContain('Nobody gains or loses a permission.');
  });

  it('takes rules of millions of permissions', async () => {
    const many = (letter: string): string => Array.from({ length: 300 }, (_, i) => `${letter}${i}`).join(', ');
    const wide = manifest('get').replace(
      /verbs: .*\n.*\n.*\n/,
      `verbs: [${many('v')}]\n    apiGroups: [${many('g')}]\n    resources: [${many('r')}]\n`,
    );
    await write('wide.yaml', wide);
    const json = JSON.parse((await diff('old.yaml', 'wide.yaml', '-o', 'json')).out) as AccessDiffReport;
    expect(json.gained.map(({ rules }) => rules.map(({ resources }) => resources?.length))).toEqual([[300]]);
  });

  it('is JSON with chains, and SARIF with places and fingerprints that stay when lines move', async () => {
    const json = JSON.parse((await diff('old.yaml', 'new.yaml', '-o', 'json')).out) as AccessDiffReport;
    expect(json.gained.map(({ subject, namespace, rules }) => [subject, namespace, rules])).toEqual([
      ['ServiceAccount shop/web', 'shop', [{ verbs: ['*'], apiGroups: [''], resources: ['secrets'] }]],
    ]);
    await write('moved.yaml', `\n\n${manifest('list, "*"')}`);
    const [one, two] = await Promise.all(
      ['new.yaml', 'moved.yaml'].map(async (file) => {
        const { out } = await diff('old.yaml', file, '-o', 'sarif');
        return (JSON.parse(out) as { runs: [{ results: [Record<string, unknown>] }] }).runs[0].results[0];
      }),
    );
    expect(one?.['partialFingerprints']).toEqual(two?.['partialFingerprints']);
    expect(one).toMatchObject({
      ruleId: 'access-gained-medium',
      level: 'warning',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'new.yaml' }, region: { startLine: 5 } } }],
    });
  });

  it('lets no name of a cluster act on the terminal', async () => {
    await write('new.yaml', manifest('get', 'a\\u001b[31m'));
    const { out } = await diff('old.yaml', 'new.yaml');
    // oxlint-disable-next-line no-control-regex
    expect(out).not.toMatch(/\u001b/);
  });

  it.each([
    [[], 2, 'name what was before and what is after'],
    [['old.yaml'], 2, 'name what was before and what is after'],
    [['old.yaml', 'gone.yaml'], 3, 'gone.yaml'],
    [['old.yaml', 'new.yaml', '--fail-on', 'bad'], 2, 'Allowed choices'],
  ])('refuses %j', async (args, wanted, message) => {
    const { code, err, out } = await diff(...args);
    expect([code, `${err}${out}`.includes(message)]).toEqual([wanted, true]);
  });
});

describe('with --git', () => {
  beforeEach(async () => {
    await git('init', '-q');
    await write('deploy/roles.yaml', manifest('list'));
    await write('other/roles.yaml', manifest('delete', 'other').replaceAll('name: web', 'name: other'));
    await git('add', '.');
    await git('commit', '-qm', 'roles');
  });

  it('compares paths with what they held, with places as they are now', async () => {
    await write('deploy/roles.yaml', manifest('list, create'));
    await write('other/roles.yaml', '');
    const { code, out } = await diff('--git', 'HEAD', 'deploy', '--fail-on', 'low');
    expect(code).toBe(1);
    expect(out).toContain('Access from HEAD to deploy');
    expect(out).toContain('create on secrets of core');
    expect(out).toContain('deploy/roles.yaml:5\n');
    expect(out).not.toContain('other');
  });

  it('from a folder below, of a path that was not there before, and of one that is new', async () => {
    await write('new/roles.yaml', manifest('get', 'late'));
    const below = await merlon(['access', 'diff', '--git', 'HEAD', '--fail-on', 'never'], {
      cwd: path.join(folder, 'deploy'),
    });
    expect([below.code, below.out.includes('Nobody gains')]).toEqual([0, true]);
    const { code, out } = await diff('--git', 'HEAD', 'new', '--fail-on', 'medium');
    expect([code, out.includes('+ medium   ServiceAccount shop/late, in shop')]).toEqual([1, true]);
  });

  it.each([
    [['--git', 'nothing-like-it'], 'git knows no revision "nothing-like-it"'],
    [['--git', '--output=x'], 'is no revision'],
    [['--git', 'HEAD', '../elsewhere'], 'below this folder'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await diff(...args);
    expect([code, err.includes(message)]).toEqual([2, true]);
  });
});
