import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf, valueAt } from '../../../../src/model/json.ts';
import { combinedResource, formatAttributes } from '../../../../src/model/kube/index.ts';
import { type AuditLog, readAuditLog } from '../../../../src/sources/events/index.ts';
import { type ControlPlane, startControlPlane, VERSIONS } from '../../index.ts';

describe.each(VERSIONS)('the audit log of API server %s', (version) => {
  let plane: ControlPlane;
  let log: AuditLog;
  beforeAll(async () => {
    plane = await startControlPlane({ version });
    await plane.createNamespace('shop');
    const configMaps = '/api/v1/namespaces/shop/configmaps';
    await plane.admin.request('GET', configMaps, { query: { fieldSelector: 'metadata.name=settings' } });
    await plane.admin.request('POST', configMaps, { body: { metadata: { name: 'settings' } } });
    await plane.admin.request('DELETE', configMaps);
    const apply = { query: { fieldManager: 'm', force: 'true' }, contentType: 'application/apply-patch+yaml' };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' } };
    await plane.admin.request('PATCH', `${configMaps}/applied`, { ...apply, body });
    await plane.admin.request('GET', '/version');
    const eve = await plane.client({ user: 'eve' });
    await eve.request('GET', '/api/v1/namespaces/shop/secrets/db');
    const headers = { 'Impersonate-User': 'bob' };
    await plane.admin.request('GET', configMaps, { headers });
    log = await readAuditLog({ targets: [path.join(plane.folder, 'audit.log')], cwd: plane.folder });
  });
  afterAll(() => plane.stop());

  it('is read whole', () => {
    const { counts } = log;
    expect(log.problems).toEqual([]);
    expect(counts.events).toBe(counts.lines);
    expect(counts.requests).toBeGreaterThan(100);
    expect(log.coverage.gaps.map(({ kind }) => kind)).not.toContain('no-reads');
  });

  it('tells who did what, with the answer', () => {
    const seen = log.uses.map(
      ({ subject, impersonator = '', attributes, allowed, forbidden, created }) =>
        `${subject} ${impersonator}: ${formatAttributes(attributes)} ${allowed}/${forbidden}/${created}`,
    );
    expect(seen).toEqual(
      expect.arrayContaining([
        'admin : list configmaps "settings" in shop 1/0/0',
        'admin : create configmaps in shop 1/0/0',
        'admin : deletecollection configmaps in shop 1/0/0',
        'admin : patch configmaps "applied" in shop 1/0/1',
        'admin : get /version 1/0/0',
        'eve : get secrets "db" in shop 0/1/0',
        'bob admin: list configmaps in shop 0/1/0',
      ]),
    );
  });

  it('gives from URIs the resources, subresources and namespaces that the server noted', async () => {
    const seen = new Set(
      log.uses.flatMap(({ subject, attributes }) =>
        attributes.kind === 'resource'
          ? [[subject, attributes.verb, attributes.group, combinedResource(attributes), attributes.namespace].join(' ')]
          : [],
      ),
    );
    const end = log.coverage.last ?? 0;
    const noted = (await plane.audit()).filter(
      (event) =>
        valueAt(event, ['objectRef']) !== undefined && Date.parse(textOf(event['requestReceivedTimestamp'])) <= end,
    );
    const missing = noted.filter((event) => {
      const at = (key: string): string => textOf(valueAt(event, ['objectRef', key]));
      const user =
        textOf(valueAt(event, ['impersonatedUser', 'username'])) || textOf(valueAt(event, ['user', 'username']));
      const resource = combinedResource({ resource: at('resource'), subresource: at('subresource') });
      return !seen.has([user, textOf(event['verb']), at('apiGroup'), resource, at('namespace')].join(' '));
    });
    expect(noted.length).toBeGreaterThan(100);
    // A watch that was open when the log was read is noted when it ends: its start had been read.
    expect(missing.map(({ verb, requestURI }) => `${textOf(verb)} ${textOf(requestURI)}`)).toEqual([]);
  });
});
