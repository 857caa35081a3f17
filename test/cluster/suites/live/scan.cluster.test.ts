import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isList, isObject, type JsonObject, textOf, valueAt } from '../../../../src/model/json.ts';
import { type ControlPlane, startControlPlane } from '../../index.ts';
import { applyShop, kubectl, merlon, reportOf, SHOP } from './support.ts';

/** Findings as lines that do not depend on where the object was read. */
function brief(report: JsonObject): readonly string[] {
  const findings = isList(report['findings']) ? report['findings'].filter(isObject) : [];
  return findings
    .filter((finding) => finding['platform'] === undefined)
    .map((finding) => {
      const at = (field: string): string => textOf(valueAt(finding, ['object', field]));
      const parts = ['check', 'container', 'rule', 'item', 'verdict', 'severity'].map((field) =>
        textOf(finding[field]),
      );
      return [at('kind'), at('namespace'), at('name'), ...parts].join(' ');
    })
    .toSorted();
}

let plane: ControlPlane;
let admin: string;

beforeAll(async () => {
  plane = await startControlPlane({
    controllers: [
      'serviceaccount-controller',
      'root-ca-certificate-publisher-controller',
      'clusterrole-aggregation-controller',
    ],
  });
  admin = await plane.kubeconfig();
  await applyShop(plane);
});
afterAll(async () => plane.stop());

describe('a live scan', () => {
  test('says of the shop what the scan of its files says', async () => {
    const live = reportOf(
      await merlon(admin, 'scan', '--cluster', '--secrets', 'types', '-o', 'json', '--verdicts', 'all'),
    );
    const files = reportOf(
      await merlon(
        admin,
        'scan',
        SHOP,
        '--complete',
        '-o',
        'json',
        '--verdicts',
        'all',
        '--kubernetes-version',
        '1.37',
      ),
    );
    // The one check of every kind looks at what is read for others; these kinds no other check asks for.
    const isUnread = (line: string): boolean =>
      /^(?:Service|Ingress|PodDisruptionBudget) .* deprecated-api-version /.test(line);
    const [ofLive, ofFiles] = [brief(live), brief(files).filter((line) => !isUnread(line))];
    const own = new Set(ofFiles.map((line) => line.split(' ').slice(0, 3).join(' ')));
    // What the server adds of its own accord (accounts, certificates) is in no file.
    const both = ofLive.filter((line) => own.has(line.split(' ').slice(0, 3).join(' ')));
    // What differs: of a Secret no key is read in a live cluster.
    const key = 'Deployment shop storefront env-ref-missing web';
    expect(both.filter((line) => !ofFiles.includes(line))).toEqual([
      `${key} key-missing Secret storefront-session/key unknown medium`,
    ]);
    expect(ofFiles.filter((line) => !both.includes(line))).toEqual([
      `${key} found Secret storefront-session/key pass medium`,
    ]);
    expect(both.length).toBeGreaterThan(300);
    expect(live['unread']).toEqual([]);
  });

  test('of a snapshot gives the same bytes', async () => {
    const file = path.join(plane.folder, 'shop.snapshot');
    const live = await merlon(admin, 'scan', '--cluster', '-o', 'json', '--save-snapshot', file);
    const replayed = await merlon(admin, 'scan', file, '-o', 'json');
    expect(live.stdout.length).toBeGreaterThan(10_000);
    expect(replayed.stdout).toBe(live.stdout);
    expect(replayed.code).toBe(live.code);
    await rm(file);
  });

  test('is content with the role that `merlon rbac print` gives, and asks for nothing else', async () => {
    const roles = await merlon(admin, 'rbac', 'print', '--for', 'scan', '--service-account', 'ops/merlon');
    const file = path.join(plane.folder, 'roles.yaml');
    await writeFile(file, roles.stdout);
    await kubectl(plane, 'create', 'serviceaccount', 'merlon', '--namespace', 'ops');
    await kubectl(plane, 'apply', '--filename', file);
    const token = await kubectl(plane, 'create', 'token', 'merlon', '--namespace', 'ops');
    const config = path.join(plane.folder, 'minimal.kubeconfig');
    const user = { name: 'merlon', user: { token: token.trim() } };
    const base = JSON.parse(await readFile(admin, 'utf8')) as JsonObject;
    await writeFile(
      config,
      JSON.stringify({
        ...base,
        users: [user],
        contexts: [{ name: 'minimal', context: { cluster: 'merlon-test', user: 'merlon' } }],
        'current-context': 'minimal',
      }),
    );
    const before = (await plane.audit()).length;
    const minimal = reportOf(await merlon(config, 'scan', '--cluster', '-o', 'json'));
    const all = reportOf(await merlon(admin, 'scan', '--cluster', '-o', 'json'));
    expect(brief(minimal)).toEqual(brief(all));
    const events = (await plane.audit()).slice(before);
    const own = events.filter((event) => valueAt(event, ['user', 'username']) === 'system:serviceaccount:ops:merlon');
    const asked = own.filter((event) => event['objectRef'] !== undefined);
    expect(asked.length).toBeGreaterThan(8);
    for (const event of asked) {
      expect(textOf(event['verb'])).toBe('list');
      expect(textOf(valueAt(event, ['objectRef', 'resource']))).not.toBe('secrets');
      expect(valueAt(event, ['responseStatus', 'code'])).toBe(200);
      expect(textOf(event['userAgent'])).toMatch(/^merlon\//);
    }
    // Everything that was declared is read once, and the role gives nothing that was not.
    const given = asked.map((event) => textOf(valueAt(event, ['objectRef', 'resource'])));
    expect(new Set(given).size).toBe(given.length);
    // Beside the lists only the version and discovery.
    const rest = own.filter((event) => event['objectRef'] === undefined).map((event) => textOf(event['requestURI']));
    expect([...new Set(rest)].toSorted()).toEqual(['/api', '/apis', '/version']);
  });

  test('reads types of Secrets, on request, and never a value', async () => {
    const file = path.join(plane.folder, 'secrets.snapshot');
    const before = (await plane.audit()).length;
    await merlon(admin, 'snapshot', '--cluster', '--secrets', 'types', '-o', file);
    const text = gunzipSync(await readFile(file)).toString();
    const secrets = text.split('\n').filter((line) => line.includes('"kind":"Secret"'));
    expect(secrets.length).toBe(3);
    for (const line of secrets) {
      const object = JSON.parse(line) as JsonObject;
      expect(valueAt(object, ['object', 'data', 'data'])).toBeUndefined();
      expect(textOf(valueAt(object, ['object', 'data', 'type']))).not.toBe('');
    }
    const events = (await plane.audit()).slice(before);
    const ofSecrets = events.filter(
      (event) =>
        valueAt(event, ['objectRef', 'resource']) === 'secrets' && textOf(event['userAgent']).startsWith('merlon/'),
    );
    expect(ofSecrets.map((event) => event['verb'])).toEqual(['list']);
  });

  test('of a redacted snapshot says the same, of other names', async () => {
    const file = path.join(plane.folder, 'redacted.snapshot');
    await merlon(admin, 'snapshot', '--cluster', '--redact', '-o', file);
    const text = gunzipSync(await readFile(file)).toString();
    const told = ['storefront', 'payments', 'checkout', 'ledger', 'shop.example'].filter((name) => text.includes(name));
    expect(told).toEqual([]);
    const count = (report: JsonObject): unknown => ({
      failed: valueAt(report, ['summary', 'failed']),
      verdicts: valueAt(report, ['summary', 'verdicts']),
    });
    const redacted = reportOf(await merlon(admin, 'scan', file, '-o', 'json'));
    const open = path.join(plane.folder, 'open.snapshot');
    await merlon(admin, 'snapshot', '--cluster', '-o', open);
    expect(count(redacted)).toEqual(count(reportOf(await merlon(admin, 'scan', open, '-o', 'json'))));
  });
});

describe('someone who may see one namespace', () => {
  test('gets verdicts of it, and what stays undecided is said with the permission', async () => {
    await kubectl(plane, 'create', 'rolebinding', 'reader', '--clusterrole=view', '--user=reader', '--namespace=shop');
    const config = await plane.kubeconfig({ user: 'reader' });
    const own = reportOf(await merlon(config, 'scan', '--cluster', '-n', 'shop', '-o', 'json'));
    const all = reportOf(await merlon(admin, 'scan', '--cluster', '-n', 'shop', '-o', 'json'));
    const ofShop = (report: JsonObject): readonly string[] =>
      brief(report).filter((line) => line.split(' ')[1] === 'shop');
    expect(ofShop(own)).toEqual(ofShop(all));
    const unread = isList(own['unread']) ? own['unread'].filter(isObject) : [];
    expect(unread.some(({ resource, problem }) => resource === 'namespaces' && problem === 'forbidden')).toBe(true);
    // Roles are not in `view`: what was asked for is not all there, unless that is said to be known.
    expect(own['exitCode']).toBe(3);
    const known = await merlon(config, 'scan', '--cluster', '-n', 'shop', '--allow-unread');
    expect(known.code).toBe(1);
    // Without naming the namespace nothing can be read, and that is no clean bill.
    const none = await merlon(config, 'scan', '--cluster', '-o', 'json');
    expect(none.code).toBe(3);
    expect(brief(reportOf(none))).toEqual([]);
  });
});
