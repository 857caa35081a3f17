import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMerlon, merlon } from './run-merlon.ts';

const SHOP = ['--from', 'examples/shop', '--complete'];

beforeAll(buildMerlon);

describe('merlon access who-can', () => {
  it('names subject, binding, role and rule with their places', async () => {
    const { code, out } = await merlon(['access', 'who-can', 'get', 'secrets', '-n', 'shop', ...SHOP]);
    expect(code).toBe(0);
    expect(out).toContain('ServiceAccount ops/build-runner');
    expect(out).toMatch(/ClusterRoleBinding build-runner \(examples\/shop\/ops\/build-runner\.yaml:\d+\)/);
    expect(out).toContain('Members of system:masters may do everything');
    expect(out).not.toContain('not all was seen');
  });

  it('says that there may be more where manifests are not everything', async () => {
    const { out } = await merlon(['access', 'who-can', 'get', 'secrets', '--from', 'examples/shop']);
    expect(out).toContain('There may be more, since not all was seen:');
  });

  it.each([
    ['deploy', 'deployments', 'apps'],
    ['deployments.apps', 'deployments', 'apps'],
    ['secret', 'secrets', ''],
    ['NetworkPolicy', 'networkpolicies', 'networking.k8s.io'],
    ['pods/exec', 'pods', '', 'exec'],
    ['deployments/scale.apps', 'deployments', 'apps', 'scale'],
    ['deployments.apps/scale', 'deployments', 'apps', 'scale'],
  ])('understands %s', async (typed, resource, group, subresource?: string) => {
    const { out } = await merlon(['access', 'who-can', 'create', typed, ...SHOP, '-o', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      apiVersion: 'merlon.dev/access/v1',
      kind: 'WhoCan',
      request: { resource, group, ...(subresource === undefined ? {} : { subresource }) },
    });
  });

  it('is CSV too, and so is `can`', async () => {
    const who = await merlon(['access', 'who-can', 'get', 'secrets', '-n', 'shop', ...SHOP, '-o', 'csv']);
    expect(who.out).toContain(
      'ServiceAccount ops/build-runner,,ClusterRoleBinding build-runner,ClusterRole build-runner,,* on * of *,',
    );
    const can = await merlon(['access', 'can', 'sa:ops/build-runner', ...SHOP, '-o', 'csv']);
    expect(can.out.split('\r\n')[0]).toBe('as,namespace,binding,role,rule,place');
    expect(can.out).toContain(
      'ServiceAccount ops/build-runner,,ClusterRoleBinding build-runner,ClusterRole build-runner,* on * of *,',
    );
  });

  it.each([
    ['who-can', 'get', 'secrets', './examples/shop'],
    ['who-can', 'get', 'secrets', 'examples/shop'],
    ['who-can', 'get', 'secrets', '.'],
    ['who-can', 'get', '/metrics', './examples/shop'],
    ['why', 'sa:ops/build-runner', 'get', 'secrets', 'examples/shop', '-n', 'shop'],
  ])('takes no folder for the name of an object: %s %s %s %s', async (...args) => {
    const { code, out, err } = await merlon(['access', ...args]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/cannot be the name of an object; to read files or folders, write --from \S+\n$/);
  });

  it.each(['db', 'system:node', 'a.b', '*'])('takes %s for a name', async (name) => {
    expect((await merlon(['access', 'who-can', 'get', 'clusterroles', name, ...SHOP])).code).toBe(0);
  });

  it('takes an unknown resource word for word and says so', async () => {
    const { code, err } = await merlon(['access', 'who-can', 'get', 'gizmos.example.com', ...SHOP]);
    expect(code).toBe(0);
    expect(err).toContain('no resource "gizmos.example.com" is known');
  });
});

describe('merlon access why', () => {
  it('shows the chain, exit code 0', async () => {
    const { code, out } = await merlon([
      'access',
      'why',
      'sa:ops/build-runner',
      'delete',
      'pods',
      '-n',
      'shop',
      ...SHOP,
    ]);
    expect(code).toBe(0);
    expect(out).toContain('ServiceAccount ops/build-runner can delete pods in shop');
  });

  it('shows what comes nearest, exit code 1', async () => {
    const { code, out } = await merlon(['access', 'why', 'sa:ops/log-agent', 'delete', 'pods', '-n', 'shop', ...SHOP]);
    expect(code).toBe(1);
    expect(out).toContain('ServiceAccount ops/log-agent cannot delete pods in shop');
    expect(out).toContain('but its verbs are get, list, watch');
  });

  it('knows the roles that every cluster has', async () => {
    const { code, out } = await merlon(['access', 'why', 'alice', 'get', '/healthz', ...SHOP]);
    expect(code).toBe(0);
    expect(out).toContain('ClusterRole system:public-info-viewer');
  });

  it('as JSON says what decided', async () => {
    const { out } = await merlon([
      'access',
      'why',
      'group:system:masters',
      'delete',
      'nodes',
      'x',
      ...SHOP,
      '-o',
      'json',
    ]);
    expect(JSON.parse(out)).toMatchObject({ kind: 'Why', decision: 'allowed', user: { groups: ['system:masters'] } });
  });
});

describe('merlon access why, what is asked beside requests', () => {
  const HEAD = 'apiVersion: rbac.authorization.k8s.io/v1\n';
  const GRANTOR = `${HEAD}kind: ClusterRole
metadata: {name: role-grantor}
rules:
  - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind], resourceNames: [edit]}
  - {apiGroups: [""], resources: [configmaps], verbs: [create, get], resourceNames: [foo]}
---
${HEAD}kind: RoleBinding
metadata: {name: g, namespace: shop}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: ann}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-grantor}
`;

  it.each([
    ['bind clusterroles edit -n shop', 0, 'User ann can bind'],
    ['bind clusterroles admin -n shop', 1, 'User ann cannot bind'],
    ['bind clusterroles edit', 1, 'User ann cannot bind'],
    ['get configmaps foo -n shop', 0, 'User ann can get configmaps'],
    // What is made by POST names nothing when it is authorized.
    ['create configmaps foo -n shop', 1, 'User ann cannot create configmaps'],
    ['get configmaps foo', 2, 'say which with -n'],
  ])('%s', async (asked, wanted, message) => {
    const folder = mkdtempSync(join(tmpdir(), 'merlon-why-'));
    writeFileSync(join(folder, 'grantor.yaml'), GRANTOR);
    const args = ['access', 'why', 'ann', ...asked.split(' '), '--from', folder, '--complete'];
    const { code, out, err } = await merlon(args);
    rmSync(folder, { recursive: true });
    expect(out + err).toContain(message);
    expect(code).toBe(wanted);
  });
});

describe('merlon access can', () => {
  it.each([
    [[], 'a role that was not seen: not known', true],
    [['--complete'], 'a role that does not exist: nothing', false],
  ] as const)('takes no role for missing that was not seen: %j', async (options, role, isUnseen) => {
    const folder = mkdtempSync(join(tmpdir(), 'merlon-can-'));
    writeFileSync(
      join(folder, 'b.yaml'),
      `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: shop}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: ann}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: elsewhere}
`,
    );
    const source = ['--from', folder, ...options];
    const text = await merlon(['access', 'can', 'ann', ...source]);
    const json = JSON.parse((await merlon(['access', 'can', 'ann', ...source, '-o', 'json'])).out);
    const why = await merlon(['access', 'why', 'ann', 'get', 'pods', 'p', '-n', 'shop', ...source]);
    rmSync(folder, { recursive: true });
    expect(text.out.replaceAll(/\s+/g, ' ')).toContain(role);
    expect(text.out.includes('It may hold more, since not all was seen:')).toBe(isUnseen);
    expect(json).toMatchObject({ complete: !isUnseen, held: [{}, {}, {}, { unseen: isUnseen }] });
    expect(why.out).toContain(`the role that it names ${isUnseen ? 'was not seen' : 'does not exist'}`);
  });

  it('lists what a subject holds by itself and by its groups', async () => {
    const { code, out } = await merlon(['access', 'can', 'sa:ops/log-agent', ...SHOP]);
    expect(code).toBe(0);
    expect(out).toMatch(/as\s+ServiceAccount ops\/log-agent/);
    expect(out).toMatch(/as\s+Group\s+system:authenticated/);
  });
});

it.each([
  ['who-can', 'get', 'secrets', '-n', 'shop'],
  ['can', 'sa:ops/log-agent'],
  ['why', 'sa:ops/log-agent', 'get', 'pods', '-n', 'shop'],
  ['review'],
])('access %s is plain ASCII where the locale is', async (...args) => {
  const { out } = await merlon(['access', ...args, ...SHOP], { env: { LANG: 'C' } });
  expect(out).toMatch(/^[\n\u0020-\u007e]+$/);
});

it.each([
  [['access', 'can', '', ...SHOP], 2, 'names nobody'],
  [['access', 'why', 'group:', 'get', 'nodes', ...SHOP], 2, 'names nobody'],
  [['access', 'who-can', '', 'pods', ...SHOP], 2, 'a verb and a resource'],
  [['access', 'can', 'sa:nowhere', ...SHOP], 2, 'a service account is written sa:namespace/name'],
  [['access', 'who-can', 'get', 'pods', '--from', 'does/not/exist'], 3, ''],
  [['access', 'who-can', 'get', 'pods', '--cluster', 'x', '--from', 'examples/shop'], 2, 'either a cluster or files'],
  [
    ['access', 'who-can', 'get', 'pods', '--cluster', 'x', '--kubeconfig', 'does/not/exist'],
    3,
    'cannot read the kubeconfig',
  ],
])('%j ends with %i', async (args, wanted, message) => {
  const { code, err } = await merlon(args);
  expect(code).toBe(wanted);
  expect(err).toContain(message);
});
