import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditLog, readAuditLog } from './index.ts';
import { auditEvent, google, lines, readText, usesOf } from './testing.ts';

const ONE = ['ada: list pods in shop 1/0/0'];
const text = JSON.stringify(auditEvent());

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
