import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { formatAttributes } from '../../model/kube/index.ts';
import { type AuditLog, type AuditLogRequest, readAuditLog } from './index.ts';
import { auditEvent } from './testing.ts';

async function* inPieces(text: string | Uint8Array, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function readText(text: string | Uint8Array, more: Partial<AuditLogRequest> = {}, size = 1000): Promise<AuditLog> {
  return readAuditLog({ targets: ['-'], cwd: tmpdir(), stdin: inPieces(text, size), ...more });
}

/** `ada: list pods in shop 1/0/0`: allowed, forbidden and unknown. */
function usesOf(log: AuditLog): readonly string[] {
  return log.uses.map(({ subject, attributes, folded, impersonator, allowed, forbidden, unknown }) => {
    const as = impersonator === undefined ? '' : ` by ${impersonator}`;
    const more = folded ? ' (folded)' : '';
    return `${subject}${as}: ${formatAttributes(attributes)}${more} ${allowed}/${forbidden}/${unknown}`;
  });
}

function lines(...events: readonly JsonObject[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

const ONE = ['ada: list pods in shop 1/0/0'];
const text = JSON.stringify(auditEvent());

function google(more: JsonObject, entry: JsonObject = {}): JsonObject {
  return {
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      authenticationInfo: { principalEmail: 'ada' },
      authorizationInfo: [{ granted: true, permission: 'io.k8s.core.v1.pods.list' }],
      methodName: 'io.k8s.core.v1.pods.list',
      resourceName: 'core/v1/namespaces/shop/pods',
      serviceName: 'k8s.io',
      status: {},
      ...more,
    },
    insertId: 'i-1',
    timestamp: '2026-11-20T10:00:00.123456789Z',
    ...entry,
  };
}

const WRAPPINGS: readonly (readonly [string, string, string])[] = [
  ['JSON lines of the API server', `${text}\n`, 'plain'],
  ['a last line without its end', text, 'plain'],
  ['lines that end as on Windows', `${text}\r\n`, 'plain'],
  [
    'a batch of a webhook',
    JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [auditEvent()] }),
    'list',
  ],
  ['a list over many lines', JSON.stringify([auditEvent()], null, 2), 'list'],
  ['an export of CloudWatch, time first', `2026-11-20T10:00:00.000Z ${text}\n`, 'eks'],
  [
    'a subscription of CloudWatch',
    JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [{ id: '1', message: text }] }),
    'eks',
  ],
  ['filtered events of CloudWatch', JSON.stringify({ events: [{ message: text, timestamp: 1 }] }, null, 4), 'eks'],
  [
    'results of Logs Insights',
    JSON.stringify({
      results: [
        [
          { field: '@timestamp', value: 'x' },
          { field: '@message', value: text },
        ],
      ],
    }),
    'eks',
  ],
  ['rows of Logs Insights', JSON.stringify([{ '@timestamp': 'x', '@message': auditEvent() }]), 'eks'],
  ['Cloud Logging', JSON.stringify(google({})), 'gke'],
  ['a list of Cloud Logging over many lines', JSON.stringify([google({})], null, 2), 'gke'],
  [
    'records of Azure Monitor',
    JSON.stringify({ records: [{ category: 'kube-audit', properties: { log: text, pod: 'p' } }] }),
    'aks',
  ],
  [
    'a record of Azure Monitor, properties as text',
    JSON.stringify({ properties: JSON.stringify({ log: text }) }),
    'aks',
  ],
  ['a row of Azure Diagnostics', JSON.stringify({ Category: 'kube-audit', log_s: text }), 'aks'],
  ['a log of containers', JSON.stringify({ log: `${text}\n`, stream: 'stdout' }), 'other'],
];

describe('readAuditLog', () => {
  it.each(WRAPPINGS)('reads %s', async (_, input, wrapping) => {
    const log = await readText(input);
    expect(usesOf(log)).toEqual(ONE);
    expect(log.problems).toEqual([]);
    expect(Object.entries(log.counts.wrappings).filter(([, count]) => count > 0)).toEqual([[wrapping, 1]]);
  });

  it('reads the same whatever the pieces it comes in, packed or not', async () => {
    const input = lines(auditEvent(), auditEvent({ auditID: 'b', user: { username: 'bär' } }));
    const whole = await readText(input);
    expect(usesOf(whole)).toEqual([...ONE, 'bär: list pods in shop 1/0/0']);
    for (const size of [1, 2, 7]) expect(await readText(input, {}, size)).toEqual(whole);
    const twice = Buffer.concat([
      gzipSync(lines(auditEvent())),
      gzipSync(lines(auditEvent({ auditID: 'b', user: { username: 'bär' } }))),
    ]);
    for (const size of [1, 50, 10_000]) expect(await readText(twice, {}, size)).toEqual(whole);
  });

  it('counts every line that is no event, lists the first with their place, and loses none of the others', async () => {
    const input = [
      text,
      'I1120 10:00:00 started',
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":',
      '{"kind" "Event"}',
      '{"kind":"Pod","apiVersion":"v1"}',
      JSON.stringify({ log: '{"apiVersion":"audit.k8s.io/v1", "kind' }),
      JSON.stringify(auditEvent({ user: {} })),
      '',
      '7',
      JSON.stringify(auditEvent({ auditID: 'b' })),
      text.slice(0, 60),
    ].join('\n');
    const log = await readText(input, { maxProblems: 100 });
    expect(usesOf(log)).toEqual(['ada: list pods in shop 2/0/0']);
    expect(log.problems.map(({ line, kind }) => `${line} ${kind}`)).toEqual([
      '2 foreign',
      '3 truncated',
      '4 broken',
      '5 foreign',
      '6 broken',
      '7 broken',
      '9 foreign',
      '11 truncated',
    ]);
    const { lines: read, events, problems } = log.counts;
    expect(read).toBe(events + problems.foreign + problems.broken + problems.truncated);
    expect(log.coverage.gaps.find(({ kind }) => kind === 'not-read')?.detail).toMatch(/^5 parts/);
    const short = await readText(input, { maxProblems: 2 });
    expect(short.problems).toHaveLength(2);
    expect(short.counts).toEqual(log.counts);
  });

  it('says that a line is too long, and goes on behind it', async () => {
    const long = 'x'.repeat(33 * 1024 * 1024);
    const log = await readText(`${long}\n${text}`, {}, 1 << 20);
    expect(usesOf(log)).toEqual(ONE);
    expect(log.problems.map(({ line, kind }) => `${line} ${kind}`)).toEqual(['1 too-long']);
  });
});

describe('one request', () => {
  const stage = (name: string, more: JsonObject = {}): JsonObject => auditEvent({ stage: name, ...more });
  const CASES: readonly (readonly [string, readonly JsonObject[], readonly string[], number])[] = [
    [
      'is counted once for all its stages',
      [stage('RequestReceived', { annotations: {} }), stage('ResponseStarted'), stage('ResponseComplete')],
      ONE,
      0,
    ],
    ['is counted once when "received" comes last', [stage('ResponseComplete'), stage('RequestReceived')], ONE, 0],
    ['counts when it ends in a panic', [stage('Panic')], ONE, 0],
    ['is no use while it has no answer', [stage('RequestReceived')], [], 1],
    [
      'is another one under the same id that a client chose',
      [stage('ResponseComplete'), stage('ResponseComplete', { verb: 'watch', requestURI: '/api/v1/pods?watch=1' })],
      [...ONE, 'ada: watch pods 1/0/0'],
      0,
    ],
  ];
  it.each(CASES)('%s', async (_, events, uses, unanswered) => {
    const log = await readText(lines(...events));
    expect(usesOf(log)).toEqual(uses.toSorted());
    expect(log.counts.unanswered).toBe(unanswered);
  });
});

describe('what authorizers saw', () => {
  const CASES: readonly (readonly [string, JsonObject, string])[] = [
    [
      'a name that a field selector demands',
      { requestURI: '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name%3Ddb' },
      'list secrets "db" in shop',
    ],
    [
      'no name of what is created, though the event has it',
      {
        verb: 'create',
        requestURI: '/api/v1/namespaces/shop/pods',
        objectRef: { resource: 'pods', namespace: 'shop', name: 'web-x7k2p' },
      },
      'create pods in shop',
    ],
    [
      'the name on a subresource',
      { verb: 'create', requestURI: '/api/v1/namespaces/shop/pods/web/exec?command=sh' },
      'create pods/exec "web" in shop',
    ],
    [
      'a collection',
      { verb: 'deletecollection', requestURI: '/apis/apps/v1/namespaces/shop/deployments' },
      'deletecollection deployments.apps in shop',
    ],
    ['a path', { verb: 'get', requestURI: '/readyz?verbose', objectRef: undefined }, 'get /readyz'],
    ['a path that is written to', { verb: 'post', requestURI: '/custom', objectRef: undefined }, 'post /custom'],
    ['a namespace', { verb: 'get', requestURI: '/api/v1/namespaces/shop' }, 'get namespaces "shop" in shop'],
    [
      'the reference where there is no URI',
      {
        verb: 'patch',
        requestURI: '',
        objectRef: { resource: 'pods', namespace: 'shop', name: 'web', subresource: 'status' },
      },
      'patch pods/status "web" in shop',
    ],
    [
      'the reference, without the name of what is made',
      {
        verb: 'create',
        requestURI: '',
        objectRef: { resource: 'jobs', apiGroup: 'batch', namespace: 'shop', name: 'j' },
      },
      'create jobs.batch in shop',
    ],
  ];
  it.each(CASES)('is %s', async (_, more, expected) => {
    expect(usesOf(await readText(lines(auditEvent(more))))).toEqual([`ada: ${expected} 1/0/0`]);
  });

  const GOOGLE: readonly (readonly [string, string, string])[] = [
    ['io.k8s.core.v1.pods.exec.create', 'core/v1/namespaces/shop/pods/web/exec', 'create pods/exec "web" in shop'],
    ['io.k8s.apps.v1.deployments.create', 'apps/v1/namespaces/shop/deployments/web', 'create deployments.apps in shop'],
    [
      'io.k8s.authorization.rbac.v1.clusterroles.patch',
      'rbac.authorization.k8s.io/v1/clusterroles/r',
      'patch clusterroles.rbac.authorization.k8s.io "r"',
    ],
    ['io.k8s.core.v1.nodes.status.patch', 'core/v1/nodes/n/status', 'patch nodes/status "n"'],
    ['io.k8s.core.v1.configmaps.watch', 'core/v1/configmaps', 'watch configmaps'],
  ];
  it.each(GOOGLE)('is read from the method %s', async (methodName, resourceName, expected) => {
    expect(usesOf(await readText(lines(google({ methodName, resourceName }))))).toEqual([`ada: ${expected} 1/0/0`]);
  });

  it('is counted once for the first and the last entry of an operation', async () => {
    const part = (id: string, more: JsonObject): JsonObject =>
      google({}, { insertId: id, operation: { id: 'op', ...more } });
    expect(usesOf(await readText(lines(part('1', { first: true }), part('2', { last: true }))))).toEqual(ONE);
  });

  it('is not guessed for what is no request to the Kubernetes API', async () => {
    const log = await readText(
      lines(google({ methodName: 'google.container.v1.ClusterManager.GetCluster', resourceName: 'projects/p' })),
    );
    expect(log.uses).toEqual([]);
    expect(log.problems.map(({ detail }) => detail)).toEqual([expect.stringContaining('GetCluster')]);
  });
});

describe('the decision', () => {
  const none = { annotations: {} };
  const status = (code: number, message = ''): JsonObject => ({ ...none, responseStatus: { code, message } });
  const refusal = 'pods is forbidden: User "ada" cannot list resource "pods" in API group "" in the namespace "shop"';
  const CASES: readonly (readonly [string, JsonObject, string])[] = [
    ['is the annotation, whatever admission said', { responseStatus: { code: 403 } }, '1/0/0'],
    [
      'is the annotation when it forbids',
      { annotations: { 'authorization.k8s.io/decision': 'forbid' }, responseStatus: { code: 403 } },
      '0/1/0',
    ],
    ['follows from success', status(201), '1/0/0'],
    ['follows from a conflict', status(409), '1/0/0'],
    ['follows from the words of the authorizer', status(403, refusal), '0/1/0'],
    ['is unknown when admission may have refused', status(403, 'pods "x" is forbidden: violates PodSecurity'), '0/0/1'],
    ['is unknown when the server was busy', status(429), '0/0/1'],
    ['is unknown without a status', { ...none, responseStatus: undefined }, '0/0/1'],
  ];
  it.each(CASES)('%s', async (_, more, counts) => {
    expect(usesOf(await readText(lines(auditEvent(more))))).toEqual([`ada: list pods in shop ${counts}`]);
  });

  it.each([
    [{ authorizationInfo: [{ granted: false }], status: { code: 7 } }, '0/1/0'],
    [{ authorizationInfo: [], status: { code: 7 } }, '0/0/1'],
  ] as const)('of Cloud Logging is what was granted (%#)', async (more, counts) => {
    expect(usesOf(await readText(lines(google(more))))).toEqual([`ada: list pods in shop ${counts}`]);
  });
});

describe('usage', () => {
  it('is of who was impersonated, with who did it', async () => {
    const log = await readText(lines(auditEvent({ impersonatedUser: { username: 'bob', groups: ['ops'] } })));
    expect(usesOf(log)).toEqual(['bob by ada: list pods in shop 1/0/0']);
    expect(log.subjects.map(({ name, groups }) => [name, groups])).toEqual([
      ['ada', ['dev', 'system:authenticated']],
      ['bob', ['ops']],
    ]);
  });

  it('has first, last and what an update made', async () => {
    const at = (auditID: string, time: string, code: number): JsonObject =>
      auditEvent({
        auditID,
        verb: 'patch',
        requestURI: '/api/v1/namespaces/shop/configmaps/c',
        requestReceivedTimestamp: time,
        responseStatus: { code },
      });
    const [use] = (await readText(lines(at('1', '2026-11-21T00:00:00Z', 200), at('2', '2026-11-20T00:00:00Z', 201))))
      .uses;
    expect(use).toMatchObject({
      first: Date.parse('2026-11-20T00:00:00Z'),
      last: Date.parse('2026-11-21T00:00:00Z'),
      allowed: 2,
      created: 1,
    });
  });

  it('folds names beyond the bound, and counts them all', async () => {
    const get = (name: string): JsonObject =>
      auditEvent({ auditID: name, verb: 'get', requestURI: `/api/v1/namespaces/shop/pods/${name}` });
    const log = await readText(
      lines(...['a', 'b', 'c', 'd', 'a'].map((name, i) => ({ ...get(name), auditID: `${i}` }))),
      { maxNames: 2 },
    );
    expect(usesOf(log)).toEqual([
      'ada: get pods "a" in shop 2/0/0',
      'ada: get pods "b" in shop 1/0/0',
      'ada: get pods in shop (folded) 2/0/0',
    ]);
  });

  it('keeps neither bodies nor messages', async () => {
    const secret = 'c2VjcmV0LXZhbHVl';
    const log = await readText(
      lines(
        auditEvent({
          requestObject: { data: { k: secret } },
          responseObject: { data: { k: secret } },
          responseStatus: { code: 200, message: secret },
        }),
      ),
    );
    expect(JSON.stringify(log)).not.toContain(secret);
  });
});

describe('coverage', () => {
  const minute = (i: number, more: JsonObject = {}): JsonObject =>
    auditEvent({
      auditID: `m${i}`,
      requestReceivedTimestamp: new Date(Date.UTC(2026, 10, 20, 22, i)).toISOString(),
      ...more,
    });
  const kinds = (log: AuditLog): readonly string[] =>
    log.coverage.gaps.map((gap) => (gap.kind === 'verb-never-seen' ? `no ${gap.verb}` : gap.kind));

  it('tells days, and what nobody did', async () => {
    const log = await readText(lines(minute(0), minute(200)));
    expect(log.coverage).toMatchObject({
      days: 2,
      first: Date.UTC(2026, 10, 20, 22),
      last: Date.UTC(2026, 10, 20, 22, 200),
    });
    expect(kinds(log)).toEqual([
      'no get',
      'no watch',
      'no create',
      'no update',
      'no patch',
      'no delete',
      'no deletecollection',
      'urls-never-seen',
    ]);
  });

  it('tells a log without reads', async () => {
    expect(kinds(await readText(lines(minute(0, { verb: 'create' }))))).toContain('no-reads');
  });

  it('tells silence in a log that is never silent, and not in one that often is', async () => {
    const busy = [...Array(90).keys(), ...Array.from({ length: 90 }, (_, i) => i + 200)].map((i) => minute(i));
    expect(kinds(await readText(lines(...busy)))).toContain('silence');
    expect(kinds(await readText(lines(minute(0), minute(500), minute(900))))).not.toContain('silence');
  });

  it('tells requests without an answer', async () => {
    const cut = [...Array(20).keys()].map((i) => minute(i, { stage: i < 5 ? 'RequestReceived' : 'ResponseComplete' }));
    expect(kinds(await readText(lines(...cut)))).toContain('unanswered');
  });

  it('of an empty log is nothing', async () => {
    const log = await readText('');
    expect(log.coverage).toMatchObject({ first: undefined, last: undefined, days: 0 });
    expect(log.counts).toMatchObject({ lines: 0, events: 0, requests: 0 });
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'merlon-events-'));
    mkdirSync(join(folder, 'logs/old'), { recursive: true });
    writeFileSync(join(folder, 'logs/audit.log'), lines(auditEvent()));
    writeFileSync(join(folder, 'logs/audit-2026.log.gz'), gzipSync(lines(auditEvent({ auditID: 'b' }))));
    writeFileSync(join(folder, 'logs/old/audit.log.1'), lines(auditEvent({ auditID: 'c' })));
    writeFileSync(join(folder, 'logs/.hidden'), lines(auditEvent({ auditID: 'd' })));
    const packed = gzipSync(lines(...Array.from({ length: 2000 }, (_, i) => auditEvent({ auditID: `${i * 7919}` }))));
    writeFileSync(join(folder, 'cut.gz'), packed.subarray(0, packed.length / 2));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('of a folder are read once each, whatever the order', async () => {
    const read = (...targets: readonly string[]): Promise<AuditLog> => readAuditLog({ targets, cwd: folder });
    const log = await read('logs', 'logs/audit.log');
    expect(usesOf(log)).toEqual(['ada: list pods in shop 3/0/0']);
    expect(log.counts.sources).toBe(3);
    expect(await read('logs/audit.log', 'logs/old', 'logs')).toEqual(log);
  });

  it('that are missing or damaged are said so, and what could be read counts', async () => {
    const log = await readAuditLog({ targets: ['nowhere', 'cut.gz'], cwd: folder });
    expect(log.problems.filter(({ line }) => line === 0).map(({ source, detail }) => `${source} ${detail}`)).toEqual([
      'nowhere does not exist',
      'cut.gz is gzip that ends too early: what came before was read',
    ]);
    expect(log.counts.requests).toBeGreaterThan(100);
    expect(log.coverage.gaps.map(({ kind }) => kind)).toContain('not-read');
  });

  it('are no longer read when the caller gives up', async () => {
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(readAuditLog({ targets: ['logs'], cwd: folder, signal })).rejects.toThrow('stopped');
  });
});
