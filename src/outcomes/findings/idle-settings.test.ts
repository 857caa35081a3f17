import { describe, expect, it } from 'vitest';
import { CHECKS, judgeCluster } from '../../engines/posture/index.ts';
import { clusterOf, objectsOf } from '../../../test/support/objects.ts';
import { activate } from '../../../test/support/check-cases.ts';
import { PROVIDERS } from '../../../test/support/providers.ts';
import { readSettings } from '../settings/index.ts';
import { findIdleSettings } from './idle-settings.ts';

const TEMPLATE = '{spec: {containers: [{name: app, image: a}]}}';
const OBJECTS = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: ${TEMPLATE}}
---
apiVersion: example.com/v1
kind: Game
metadata: {name: chess, namespace: shop}
spec: {jobs: [{template: ${TEMPLATE}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: ops}
spec: {hostPID: true, containers: [{name: app, image: a}]}
`;

function told(body: string): readonly string[] {
  const checks = CHECKS.filter(({ meta }) => meta.id === 'host-pid');
  const text = `apiVersion: merlon.dev/v1\n${body}`;
  const { settings, problems } = readSettings(text, { checks: CHECKS, profiles: [], file: 'conf/merlon.yaml' });
  expect(problems).toEqual([]);
  const cluster = { ...clusterOf(objectsOf(OBJECTS)), extraTemplates: settings.templates };
  const run = judgeCluster(
    cluster,
    checks.map((check) => activate(check)),
    { providers: PROVIDERS },
  );
  return findIdleSettings(run, settings, true).map(
    ({ severity, code, file, line, column, message }) => `${severity} ${code} ${file}:${line}:${column} ${message}`,
  );
}

describe('paths of templates that lead nowhere', () => {
  it.each([
    ['to nothing', 'Deployment.apps: [spec.tmplate]'],
    ['past the template', 'Deployment.apps: [spec.template.spec]'],
    ['short of it', 'Deployment.apps: [spec]'],
    ['to a list that is not opened', 'Game.example.com: [spec.jobs.template]'],
  ])('%s', (_name, entry) => {
    const [first = '', ...more] = told(`templates:\n  ${entry}\n`);
    expect(more).toEqual([]);
    expect(first).toMatch(/^warning idle-template conf\/merlon\.yaml:3:\d+ ".*" leads to no pod template/);
  });

  it.each([
    ['lead to one', 'Game.example.com: [spec.jobs.*.template]'],
    ['are for a kind that was not read', 'Other.example.com: [spec.template]'],
  ])('are not those that %s', (_name, entry) => {
    expect(told(`templates:\n  ${entry}\n`)).toEqual([]);
  });

  it('are those of a kind in another case', () => {
    expect(told('templates:\n  game.example.com: [spec.template]\n')).toEqual([
      'warning idle-template conf/merlon.yaml:3:22 no game.example.com was read. Did you mean "Game.example.com"?',
    ]);
  });
});

describe('exceptions that accept nothing', () => {
  const exception = (check: string, object: string): string =>
    `exceptions:\n  - {check: ${check}, object: "${object}", reason: x, expires: 2027-01-01}\n`;

  it.each([
    ['no such object', 'ops/Pod/agents', 'no object that was read is ops/Pod/agents, so'],
    ['nothing is found', 'shop/Deployment/web', 'host-pid finds nothing in shop/Deployment/web, so'],
    ['nothing is found in any', '*/Deployment.apps/*', 'host-pid finds nothing in'],
  ])('as %s', (_name, object, message) => {
    const [first = '', ...more] = told(exception('host-pid', object));
    expect(more).toEqual([]);
    expect(first.startsWith(`note idle-exception conf/merlon.yaml:3:5 ${message}`)).toBe(true);
  });

  it.each([
    ['accept something', 'host-pid', 'ops/Pod/agent'],
    ['accept something among more', 'host-pid', '*/*/*'],
    ['are for a check that does not run', 'host-ipc', 'ops/Pod/nobody'],
  ])('are not those that %s', (_name, check, object) => {
    expect(told(exception(check, object))).toEqual([]);
  });
});

describe('checks that do not run', () => {
  it('are told together, but for those that are switched off', () => {
    const off = '  host-network: {enabled: false}\n';
    const checks = `checks:\n  host-pid: {severity: low}\n  host-ipc: {severity: low}\n  low-uid: {options: {}}\n${off}`;
    expect(told(checks)).toEqual([
      'note idle-check undefined:undefined:undefined the settings speak of host-ipc, low-uid, which the profile does not run; "enabled: true" adds a check',
    ]);
  });
});
