import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { LeastPrivilegeReport } from '../../src/outcomes/least-privilege/index.ts';
import { buildMerlon, type CliResult, merlon } from './run-merlon.ts';

let folder: string;
beforeAll(async () => {
  await buildMerlon();
  folder = await mkdtemp(path.join(tmpdir(), 'merlon-least-'));
  await writeFile(path.join(folder, 'roles.yaml'), ROLES);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const WEB = 'system:serviceaccount:shop:web';
const ROLES = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: web}
rules: [{verbs: [get, list, delete], apiGroups: [""], resources: [pods, secrets]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: web}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: web}
`;

let next = 0;
function event(uri: string, verb = 'get', user = WEB, decision = 'allow'): JsonObject {
  const time = `2026-03-0${1 + (next % 5)}T10:00:00.000000Z`;
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `id-${next++}`,
    stage: 'ResponseComplete',
    requestURI: uri,
    verb,
    user: { username: user, groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'] },
    responseStatus: { code: decision === 'allow' ? 200 : 403 },
    requestReceivedTimestamp: time,
    stageTimestamp: time,
    annotations: { 'authorization.k8s.io/decision': decision, 'authorization.k8s.io/reason': '' },
  };
}

const PODS = '/api/v1/namespaces/shop/pods';
const logOf = (...events: readonly JsonObject[]): string => events.map((one) => `${JSON.stringify(one)}\n`).join('');

async function run(log: string | Uint8Array, ...args: readonly string[]): Promise<CliResult> {
  const file = path.join(folder, 'audit.log');
  await writeFile(file, log);
  const given = ['access', 'least-privilege', 'roles.yaml', '--complete', '--audit-log', 'audit.log', ...args];
  return merlon(given, { cwd: folder, env: { COLUMNS: '80' } });
}

async function reportOf(log: string | Uint8Array, ...args: readonly string[]): Promise<LeastPrivilegeReport> {
  const { out, err } = await run(log, '-o', 'json', ...args);
  if (out === '') throw new Error(err);
  return JSON.parse(out) as LeastPrivilegeReport;
}

describe('merlon access least-privilege', () => {
  it('says what the subject needs, what that replaces, and what it never used', async () => {
    const { code, out } = await run(logOf(event(PODS, 'list'), event(PODS, 'list')));
    expect(code).toBe(0);
    expect(out).toContain('ServiceAccount shop/web');
    expect(out).toContain('Role shop/least-shop-web\n      list on pods of core');
    expect(out).toContain('in place of ClusterRoleBinding web');
    expect(out).toContain('replayed: all 1 allowed');
    // The log holds no get and no delete of anybody: rights to them are not to be known by it.
    expect(out).toContain('1 used, 1 never, 4 that this log cannot show');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('prints YAML that gives those rights when it is applied, and how to remove the rest', async () => {
    const { code, out } = await run(logOf(event(PODS, 'list'), event(`${PODS}/db`), event(`${PODS}/db`)), '-o', 'yaml');
    expect(code).toBe(0);
    expect(out).toContain('#   kubectl delete clusterrolebinding web\n');
    // What the log cannot show is read before what would be deleted.
    expect(out).toMatch(/^# NOTE what the log cannot show: /m);
    expect(out.indexOf('# NOTE')).toBeLessThan(out.indexOf('# Then:'));
    await writeFile(path.join(folder, 'new.yaml'), out);
    const can = async (verb: string, ...rest: readonly string[]): Promise<number | null> =>
      (
        await merlon(
          ['access', 'why', 'sa:shop/web', verb, 'pods', ...rest, '-n', 'shop', '--from', 'new.yaml', '--complete'],
          { cwd: folder },
        )
      ).code;
    expect([await can('list'), await can('get', 'db'), await can('get', 'other'), await can('delete', 'db')]).toEqual([
      0, 0, 1, 1,
    ]);
  });

  it('learns nothing from what was refused, and leaves the control plane alone', async () => {
    const log = logOf(
      event(PODS, 'list'),
      event('/api/v1/namespaces/shop/secrets/db', 'get', WEB, 'forbid'),
      event(PODS, 'list', 'system:kube-scheduler'),
      event(PODS, 'list', 'system:node:n1'),
    );
    const { subjects, leftAlone } = await reportOf(log);
    expect(subjects.map(({ subject, asked }) => [subject, asked])).toEqual([['ServiceAccount shop/web', 1]]);
    expect(leftAlone.map(({ subject }) => subject)).toEqual(['User system:kube-scheduler', 'User system:node:n1']);
  });

  it('gives who sends as others no group, uid or extra but those of its own requests', async () => {
    const alice = { username: 'alice', groups: ['devs', 'system:authenticated'], uid: 'u1', extra: { scopes: ['v'] } };
    const sent = { ...event(PODS, 'list'), impersonatedUser: alice };
    const direct = event(PODS, 'list', 'alice');
    const log = logOf(sent, { ...direct, user: { username: 'alice', groups: ['system:masters'] } });
    await writeFile(path.join(folder, 'senders.log'), log);
    const given = ['access', 'least-privilege', 'roles.yaml', '--audit-log', 'senders.log', '--subject', 'sa:shop/web'];
    const { code, out } = await merlon([...given, '-o', 'json'], { cwd: folder });
    const { subjects } = JSON.parse(out) as LeastPrivilegeReport;
    const names = JSON.stringify(subjects[0]?.objects).match(/(?<="resourceNames":)\["[^\]]*"\]/g);
    expect([code, names]).toEqual([0, ['["devs"]', '["alice"]', '["u1"]', '["v"]']]);
  });

  it('gives no right for a probe that was refused without a word', async () => {
    const probe = { ...event(`${PODS.replace('pods', 'secrets')}`, 'list', WEB, 'forbid'), annotations: {} };
    const { subjects } = await reportOf(logOf(event(PODS, 'list'), probe));
    expect(JSON.stringify(subjects[0]?.objects)).not.toContain('secrets');
  });

  it('gives paths that are too many by what they begin with', async () => {
    const paths = Array.from({ length: 1100 }, (_, i) => event(`/metrics/${i}`));
    const { code, out } = await run(logOf(...paths));
    expect([code, out.includes('get on /metrics/*\n')]).toEqual([0, true]);
  });

  it('says how another log goes with it, exit code 1 when that would be refused something', async () => {
    await writeFile(path.join(folder, 'later.log'), logOf(event(PODS, 'list'), event(`${PODS}/db`, 'delete')));
    const { code, out } = await run(logOf(event(PODS, 'list')), '--replay', 'later.log');
    expect(code).toBe(1);
    expect(out).toContain('the other log: 2 asked, 1 would be refused\n    delete pods "db" in shop');
  });

  it.each([
    [['--subject', 'sa:shop/nobody'], 2, 'nobody named "system:serviceaccount:shop:nobody"'],
    [['--everywhere-from', '0'], 2, 'a whole number from 1 on'],
  ])('refuses %j', async (args, wanted, message) => {
    const { code, err } = await run(logOf(event(PODS, 'list')), ...args);
    expect([code, err.includes(message)]).toEqual([wanted, true]);
  });
});

describe('logs as people have them', () => {
  it('are read past lines that are broken, cut or of something else, each counted with its place', async () => {
    const log = `${logOf(event(PODS, 'list'))}{"kind": "Event", broken\nI0301 10:00:00 kubelet started\n{"kind":"Pod"}\n${logOf(event(PODS, 'list'))}{"kind":"Event","apiVer`;
    const { log: read, subjects } = await reportOf(log);
    expect(subjects[0]?.asked).toBe(1);
    expect(read.requests).toBe(2);
    expect(Object.values(read.problems).reduce((sum, one) => sum + one, 0)).toBe(4);
    expect(read.examples.join('\n')).toMatch(/audit\.log:2: .*\naudit\.log:3: /);
    const { out } = await run(log);
    expect(out).toContain('not read: ');
  });

  it('may be gzip, and wrapped as clouds export them', async () => {
    const one = event(PODS, 'list');
    const wrapped = [
      { '@timestamp': '2026-03-01 10:00:00', '@message': JSON.stringify(one) },
      { category: 'kube-audit', time: '2026-03-01T10:00:00Z', properties: { log: JSON.stringify(event(`${PODS}/a`)) } },
      {
        protoPayload: {
          '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
          methodName: 'io.k8s.core.v1.pods.delete',
          resourceName: 'core/v1/namespaces/shop/pods/db',
          authenticationInfo: { principalEmail: WEB },
          authorizationInfo: [
            { granted: true, permission: 'io.k8s.core.v1.pods.delete', resource: 'core/v1/namespaces/shop/pods/db' },
          ],
        },
        timestamp: '2026-03-01T10:00:00Z',
        resource: { type: 'k8s_cluster' },
      },
    ];
    const { subjects, log } = await reportOf(gzipSync(logOf(...(wrapped as JsonObject[]))));
    expect(log.problems).toMatchObject({ broken: 0, foreign: 0 });
    expect(subjects[0]?.asked).toBe(3);
  });

  it.each([
    ['', 'no request in the audit log'],
    ['not a log\n', 'no request in the audit log'],
  ])('without a request end with 3: %j', async (log, message) => {
    const { code, err } = await run(log);
    expect([code, err.includes(message)]).toEqual([3, true]);
  });

  it('that are not there are named', async () => {
    const { code, err } = await merlon(['access', 'least-privilege', 'roles.yaml', '--audit-log', 'gone.log'], {
      cwd: folder,
    });
    expect(code).toBe(3);
    expect(err).toContain('gone.log');
  });
});
