import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isList, isObject, type JsonObject, textOf, valueAt } from '../../../../src/model/json.ts';
import {
  formatAttributes,
  type RequestAttributes,
  serviceAccountUser,
  type UserInfo,
} from '../../../../src/model/kube/index.ts';
import type { LeastPrivilegeReport } from '../../../../src/outcomes/least-privilege/index.ts';
import { readAuditLog } from '../../../../src/sources/events/index.ts';
import { reviewOf } from '../../differential/access/questions.ts';
import { inParallel } from '../../differential/parallel.ts';
import { type ControlPlane, startControlPlane } from '../../index.ts';
import { merlon } from '../live/support.ts';
import { keepBusy, setUp, work } from './operator.ts';

const WORK_MS = 180_000;
const SOON_MS = 20_000;
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
/** The operator, and controllers of Kubernetes that had something to do. */
const SUBJECTS = [
  'ops/operator',
  'kube-system/deployment-controller',
  'kube-system/replicaset-controller',
  'kube-system/generic-garbage-collector',
  'kube-system/root-ca-cert-publisher',
  'kube-system/service-account-controller',
];

let plane: ControlPlane;
let kubeconfig: string;
let report: LeastPrivilegeReport;
/** All that each subject was allowed while the log was written. */
let asked: ReadonlyMap<string, readonly RequestAttributes[]>;
let audit: string;

function userOf(subject: string): UserInfo {
  const [namespace = '', name = ''] = subject.replace('ServiceAccount ', '').split('/');
  return serviceAccountUser(namespace, name);
}

/** Those of some requests that the API server's authorizers would not allow now. */
async function refused(subject: string): Promise<readonly string[]> {
  const lines: string[] = [];
  await inParallel(asked.get(subject) ?? [], 16, async (attributes) => {
    const body = reviewOf({ user: userOf(subject), attributes });
    const answer = await plane.admin.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { body });
    if (valueAt(answer, ['status', 'allowed']) !== true) lines.push(formatAttributes(attributes));
  });
  return lines;
}

function pathOf(object: JsonObject, isNew = false): string {
  const plural = `${textOf(object['kind']).toLowerCase()}s`;
  const namespace = textOf(valueAt(object, ['metadata', 'namespace']));
  const name = isNew ? '' : `/${textOf(valueAt(object, ['metadata', 'name']))}`;
  return `${RBAC}/${namespace === '' ? '' : `namespaces/${namespace}/`}${plural}${name}`;
}

async function leastPrivilege(...args: readonly string[]): Promise<LeastPrivilegeReport> {
  const subjects = SUBJECTS.flatMap((one) => ['--subject', `sa:${one}`]);
  const ran = await merlon(
    kubeconfig,
    'access',
    'least-privilege',
    '--cluster',
    '-o',
    'json',
    '--quiet',
    ...subjects,
    ...args,
  );
  if (ran.code > 1 || ran.stdout === '') throw new Error(`exit code ${ran.code}: ${ran.stderr}`);
  return JSON.parse(ran.stdout) as LeastPrivilegeReport;
}

/** The log as it is now, for watches write on; and its two halves by number of lines. */
async function takeLog(): Promise<readonly [string, string]> {
  audit = path.join(plane.folder, 'taken.log');
  await copyFile(path.join(plane.folder, 'audit.log'), audit);
  const lines = (await readFile(audit, 'utf8')).split('\n');
  const half = Math.floor(lines.length / 2);
  const halves = [path.join(plane.folder, 'first.log'), path.join(plane.folder, 'second.log')] as const;
  await writeFile(halves[0], `${lines.slice(0, half).join('\n')}\n`);
  await writeFile(halves[1], lines.slice(half).join('\n'));
  return halves;
}

async function readAsked(): Promise<void> {
  const { uses } = await readAuditLog({ targets: [audit], cwd: plane.folder });
  const found = new Map<string, RequestAttributes[]>();
  for (const { subject, attributes, folded, allowed } of uses) {
    const [, , namespace = '', name = ''] = subject.split(':');
    if (allowed === 0 || folded || !SUBJECTS.includes(`${namespace}/${name}`)) continue;
    const key = `ServiceAccount ${namespace}/${name}`;
    found.set(key, [...(found.get(key) ?? []), attributes]);
  }
  asked = found;
}

let halves: LeastPrivilegeReport;

beforeAll(async () => {
  plane = await startControlPlane({ controllers: ['*'] });
  kubeconfig = await plane.kubeconfig();
  await setUp(plane);
  const body = { spec: { expirationSeconds: 3600 } };
  const token = await plane.admin.send('POST', '/api/v1/namespaces/ops/serviceaccounts/operator/token', { body });
  const [rounds] = await Promise.all([
    work(plane.tokenClient(textOf(valueAt(token, ['status', 'token']))), WORK_MS),
    keepBusy(plane, WORK_MS),
  ]);
  const [first, second] = await takeLog();
  await readAsked();
  report = await leastPrivilege('--audit-log', audit);
  halves = await leastPrivilege('--audit-log', first, '--replay', second);
  console.log(`${rounds} rounds of the operator, ${report.log.requests} requests in the log`);
}, 600_000);
afterAll(() => plane.stop());

/** Makes what the plan says, as `-o yaml` has it: new things first, then what they replace. */
async function apply(): Promise<void> {
  for (const { objects } of report.subjects)
    for (const object of objects) await plane.admin.send('POST', pathOf(object, true), { body: object });
  for (const { object } of report.edit) await plane.admin.send('PUT', pathOf(object), { body: object });
  for (const { object } of report.remove) {
    const { kind, namespace, name } = object;
    await plane.admin.send('DELETE', pathOf({ kind, metadata: { name, namespace } }));
  }
}

describe('least privilege from the log of a cluster at work', () => {
  test('is planned for the operator and for controllers, and replays without a refusal', () => {
    expect(report.subjects.map(({ subject }) => subject).toSorted()).toEqual(
      SUBJECTS.map((one) => `ServiceAccount ${one}`).toSorted(),
    );
    for (const { subject, asked: number, refused: none, byOthers, objects } of report.subjects) {
      expect([subject, none]).toEqual([subject, []]);
      expect([subject, number > 0, objects.length > 0]).toEqual([subject, true, number > byOthers]);
    }
    const operator = report.subjects.find(({ subject }) => subject.endsWith('ops/operator'));
    const text = JSON.stringify(operator?.objects);
    // What is named is a name that stays; what was made up is not.
    expect(text).toContain('"resourceNames":["operator"]');
    expect(text).toContain('"resourceNames":["credentials"]');
    expect(text).not.toMatch(/run-\w{5}|"\*"/);
    const all = operator?.rights.find(({ verb, what }) => verb === '*' && what === '* of *');
    expect(all).toMatchObject({
      state: 'used',
      onlyFor: expect.arrayContaining(['list pods', 'get secrets']) as unknown,
    });
    expect(all?.onlyFor?.join()).not.toContain('*');
  });

  test('learned on the first half and replayed on the second: what would be refused is told', () => {
    for (const { subject, replay } of halves.subjects) {
      const lines = (replay?.refused ?? []).map(({ request }) => request);
      console.log(
        `${subject}: ${replay?.asked} asked in the second half, ${lines.length} would be refused ${lines.slice(0, 5).join('; ')}`,
      );
    }
    const operator = halves.subjects.find(({ subject }) => subject.endsWith('ops/operator'));
    // It does the same all the time: names that were made up in the second half do not count.
    expect(operator?.replay?.refused).toEqual([]);
    expect(operator?.replay?.asked).toBeGreaterThan(10);
  });

  test('applied there, in place of what was: the API server refuses none of it', async () => {
    await apply();
    const { items } = await plane.admin
      .send('GET', `${RBAC}/clusterrolebindings/shared`)
      .then((shared) => ({ items: shared['subjects'] }));
    expect(items).toEqual([expect.objectContaining({ kind: 'User', name: 'ann' })]);
    let requests = 0;
    for (const { subject } of report.subjects) {
      await expect.poll(() => refused(subject), { timeout: SOON_MS }).toEqual([]);
      requests += asked.get(subject)?.length ?? 0;
    }
    console.log(`${requests} different requests of ${report.subjects.length} subjects reviewed, 0 refused`);
    // What it never did it cannot do any more.
    const other: RequestAttributes = {
      kind: 'resource',
      verb: 'delete',
      group: '',
      resource: 'nodes',
      subresource: '',
      namespace: '',
      name: '',
    };
    const body = reviewOf({ user: userOf('ops/operator'), attributes: other });
    const answer = await plane.admin.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { body });
    expect(valueAt(answer, ['status', 'allowed'])).toBe(false);
  });

  test('the operator goes on with its work as itself: no request is forbidden', async () => {
    const body = { spec: { expirationSeconds: 3600 } };
    const token = await plane.admin.send('POST', '/api/v1/namespaces/ops/serviceaccounts/operator/token', { body });
    const before = (await plane.audit()).length;
    await work(plane.tokenClient(textOf(valueAt(token, ['status', 'token']))), 10_000);
    const events = (await plane.audit()).slice(before);
    const own = events.filter((event) => textOf(valueAt(event, ['user', 'username'])).endsWith(':ops:operator'));
    const forbidden = own.filter(
      (event) => textOf(valueAt(event, ['annotations', 'authorization.k8s.io/decision'])) === 'forbid',
    );
    expect([own.length > 50, forbidden.map((event) => textOf(event['requestURI']))]).toEqual([true, []]);
  });

  test('without any one of the rules something is refused', async () => {
    let rules = 0;
    for (const { subject, objects } of report.subjects)
      for (const object of objects) {
        const list = isList(object['rules']) ? object['rules'].filter(isObject) : [];
        for (const index of list.keys()) {
          rules++;
          await plane.admin.send('PUT', pathOf(object), {
            body: { ...object, rules: list.filter((_, i) => i !== index) },
          });
          await expect.poll(async () => (await refused(subject)).length, { timeout: SOON_MS }).toBeGreaterThan(0);
        }
        if (list.length > 0) await plane.admin.send('PUT', pathOf(object), { body: object });
        await expect.poll(() => refused(subject), { timeout: SOON_MS }).toEqual([]);
      }
    console.log(`${rules} rules, each needed`);
  }, 300_000);
});
