import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { AuditLog } from './index.ts';
import { auditEvent, lines, readText, usesOf } from './testing.ts';

describe('usage', () => {
  it('is of who was impersonated, with who did it', async () => {
    const log = await readText(lines(auditEvent({ impersonatedUser: { username: 'bob', groups: ['ops'] } })));
    expect(usesOf(log)).toEqual(['bob by ada: list pods in shop 1/0/0']);
    expect(log.subjects.map(({ name, groups }) => [name, groups])).toEqual([
      ['ada', ['dev', 'system:authenticated']],
      ['bob', ['ops']],
    ]);
  });

  it('keeps as whom each request went on: groups of one are not those of another, nor their own', async () => {
    const as = (auditID: string, more: JsonObject): JsonObject =>
      auditEvent({ auditID, impersonatedUser: { username: 'bob', ...more } });
    const extra = { scopes: ['view', 'edit'] };
    const log = await readText(
      lines(
        as('1', { groups: ['ops', 'dev'] }),
        as('2', { groups: ['dev', 'ops'] }),
        as('3', { groups: ['dev'], uid: 'u1', extra }),
        { ...as('4', { groups: [] }), authenticationMetadata: { impersonationConstraint: 'impersonate:user-info' } },
        auditEvent({ auditID: '5', user: { username: 'bob', groups: ['system:masters'] } }),
      ),
    );
    expect(log.uses.map(({ identity, allowed }) => [identity, allowed])).toEqual([
      [undefined, 1],
      [{ groups: ['dev', 'ops'], uid: '', extra: {}, constraint: '' }, 2],
      [{ groups: ['dev'], uid: 'u1', extra: { scopes: ['edit', 'view'] }, constraint: '' }, 1],
      [{ groups: [], uid: '', extra: {}, constraint: 'impersonate:user-info' }, 1],
    ]);
    const bob = log.subjects.find(({ name }) => name === 'bob');
    expect([bob?.groups, bob?.ownGroups]).toEqual([['dev', 'ops', 'system:masters'], ['system:masters']]);
  });

  it.each([
    [['/a', '/b', '/metrics/1', '/metrics/2'], '/metrics/*'],
    [['/a', '/b', '/metrics/1/x', '/metrics/10/y'], '/metrics/*'],
    [['/a', '/b', '/metrics/1', '/version'], '*'],
    [['/a', '/b', '/metrics'], '*'],
    [['/a', '/b', '/logs/', '/logs/x', '/logs/*x'], '/logs/*'],
  ])('folds paths beyond the bound to what they begin with: %j', async (paths, pattern) => {
    const get = (path: string): JsonObject => auditEvent({ auditID: path, verb: 'get', requestURI: path });
    const log = await readText(lines(...paths.map(get)), { maxNames: 2 });
    const folded = log.uses.filter((use) => use.folded).map(({ attributes }) => attributes);
    expect(folded).toEqual([{ kind: 'url', verb: 'get', path: pattern }]);
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
