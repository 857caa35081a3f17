import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../../../src/model/json.ts';
import { countPod, parseQuantity, podRequests } from '../../../../src/model/kube/index.ts';
import { type ControlPlane, startControlPlane } from '../../index.ts';
import { applyShop, kubectl, merlon, reportOf } from '../live/support.ts';

const LISTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['Deployment', 'apps/v1/namespaces/*/deployments', ['spec', 'template']],
  ['StatefulSet', 'apps/v1/namespaces/*/statefulsets', ['spec', 'template']],
  ['DaemonSet', 'apps/v1/namespaces/*/daemonsets', ['spec', 'template']],
  ['CronJob', 'batch/v1/namespaces/*/cronjobs', ['spec', 'jobTemplate', 'spec', 'template']],
];
const NAMESPACES = ['ops', 'payments', 'shop'];

function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

/** The pod's spec with the volumes that the controller of StatefulSets adds. */
function withClaims(template: JsonObject, owner: JsonObject): JsonObject {
  const spec = isObject(template['spec']) ? template['spec'] : {};
  const volumes = objectsIn(valueAt(owner, ['spec', 'volumeClaimTemplates'])).map((claim) => {
    const name = textOf(valueAt(claim, ['metadata', 'name']));
    return { name, persistentVolumeClaim: { claimName: `${name}-one` } };
  });
  return volumes.length === 0 ? spec : { ...spec, volumes: [...objectsIn(spec['volumes']), ...volumes] };
}

let plane: ControlPlane;
let admin: string;

/** Every pod template of the shop, by namespace, kind and name. */
async function templates(): Promise<
  readonly { readonly key: string; readonly namespace: string; readonly pod: JsonObject }[]
> {
  const found = [];
  for (const namespace of NAMESPACES) {
    for (const [kind, url, place] of LISTS) {
      const list = await plane.admin.send('GET', `/apis/${url.replace('*', namespace)}`);
      for (const item of objectsIn(list['items'])) {
        const template = valueAt(item, place);
        if (!isObject(template)) continue;
        const name = textOf(valueAt(item, ['metadata', 'name']));
        const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' }, spec: withClaims(template, item) };
        found.push({ key: `${namespace}/${kind}/${name}`, namespace, pod });
      }
    }
  }
  return found;
}

async function dryRun(namespace: string, pod: JsonObject): Promise<{ readonly status: number; readonly body: Json }> {
  return plane.admin.request('POST', `/api/v1/namespaces/${namespace}/pods`, { body: pod, query: { dryRun: 'All' } });
}

async function report(...args: readonly string[]): Promise<JsonObject> {
  return reportOf(await merlon(admin, 'resources', '--cluster', '-o', 'json', ...args));
}

function rows(from: JsonObject): ReadonlyMap<string, JsonObject> {
  const all = objectsIn(from['namespaces']).flatMap((namespace) =>
    objectsIn(namespace['workloads']).map(
      (row) => [`${textOf(namespace['name'])}/${textOf(row['kind'])}/${textOf(row['name'])}`, row] as const,
    ),
  );
  return new Map(all);
}

beforeAll(async () => {
  plane = await startControlPlane({
    controllers: ['serviceaccount-controller', 'root-ca-certificate-publisher-controller', 'resourcequota-controller'],
  });
  admin = await plane.kubeconfig();
  await applyShop(plane);
  for (const name of ['a', 'b']) {
    const status = { allocatable: { cpu: '8', memory: '16Gi', pods: '110' } };
    const body = { apiVersion: 'v1', kind: 'Node', metadata: { name }, status };
    await plane.admin.send('POST', '/api/v1/nodes', { body });
  }
});
afterAll(async () => plane.stop());

describe('merlon resources of a live cluster', () => {
  test('says what the server stores: QoS class, priority and requests of every workload, or that it refuses', async () => {
    const live = await report();
    expect(live['gaps']).toEqual([]);
    expect(live['nodes']).toEqual({ nodes: 2, allocatable: { cpu: '16', memory: '32Gi', pods: '220' } });
    const byKey = rows(live);
    const all = await templates();
    expect(all.length).toBeGreaterThan(10);
    for (const { key, namespace, pod } of all) {
      const row = byKey.get(key);
      const { status, body } = await dryRun(namespace, pod);
      expect(row?.['outcome'], `${key} ${JSON.stringify(body)}`).toBe(status === 201 ? 'stored' : 'refused');
      if (status !== 201 || !isObject(body) || !isObject(body['spec'])) continue;
      expect(row?.['qosClass'], key).toBe(valueAt(body, ['status', 'qosClass']));
      expect(row?.['priority'], key).toBe(valueAt(body, ['spec', 'priority']));
      for (const [name, amount] of podRequests(countPod(body['spec'], 37)))
        expect(parseQuantity(valueAt(row, ['requests', name])), `${key} ${name}`).toBe(amount);
    }
    expect(byKey.get('ops/DaemonSet/log-agent')?.['replicas']).toMatchObject({ count: 2, from: 'nodes' });
  });

  test('a snapshot of it says the same', async () => {
    const file = path.join(plane.folder, 'live.snapshot');
    const saved = await merlon(admin, 'snapshot', '--cluster', '-o', file);
    expect(saved.code, saved.stderr).toBe(0);
    const again = reportOf(await merlon(admin, 'resources', file, '-o', 'json'));
    expect(again).toEqual({ ...(await report()), input: again['input'] });
    await rm(file);
  });

  test('what it suggests is accepted, keeps no pod out, and closes the gaps', async () => {
    const before = await Promise.all((await templates()).map(({ namespace, pod }) => dryRun(namespace, pod)));
    const { stdout, code } = await merlon(admin, 'resources', '--cluster', '-o', 'yaml');
    expect(code).toBe(0);
    const file = path.join(plane.folder, 'suggested.yaml');
    await writeFile(file, stdout);
    const said = await kubectl(plane, 'apply', '--dry-run=server', '--filename', file);
    expect(said).toMatch(/limitrange\/merlon-defaults created/);
    expect(said).toMatch(/resourcequota\/merlon-quota created/);
    await kubectl(plane, 'apply', '--filename', file);
    // The quota controller says what is used, and admission's cache follows, within moments.
    await expect
      .poll(async () => JSON.stringify((await plane.admin.send('GET', '/api/v1/resourcequotas'))['items']), {
        timeout: 20_000,
      })
      .not.toContain('"status":{}');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const after = await Promise.all((await templates()).map(({ namespace, pod }) => dryRun(namespace, pod)));
    expect(after.map(({ status }) => status)).toEqual(before.map(({ status }) => status));
    const closed = await report('--suggest');
    const unlimited = [...rows(closed)].filter(
      ([key, row]) => NAMESPACES.includes(key.split('/')[0] ?? '') && objectsIn(row['unlimited']).length > 0,
    );
    expect(unlimited).toEqual([]);
    const shop = objectsIn(closed['namespaces']).find((one) => one['name'] === 'shop');
    expect(valueAt(shop, ['suggestion', 'objects'])).toEqual([]);
    for (const row of objectsIn(shop?.['quotas'])) expect(row['used']).not.toBeNull();
  });

  test('asks for nothing but lists', async () => {
    const asked = (await plane.audit()).filter((event) => textOf(event['userAgent']).startsWith('merlon/'));
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked.map((event) => textOf(event['verb'])))).toEqual(new Set(['get', 'list']));
    expect(asked.some((event) => valueAt(event, ['objectRef', 'resource']) === 'secrets')).toBe(false);
  });
});
