import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../test/support/objects.ts';
import { reportOf } from '../../../test/support/reports.ts';
import { findUnjudged } from './unjudged.ts';

const POD_SPEC = '{containers: [{name: app, image: a}, {name: side, image: b}]}';

function object(apiVersion: string, kind: string, rest = '', name = 'one'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\n${rest}\n---\n`;
}

function remarksOn(text: string, extraTemplates = {}): readonly string[] {
  const cluster = { ...clusterOf(objectsOf(text)), extraTemplates };
  return findUnjudged(cluster).map(
    ({ severity, code, object: ref }) => `${severity} ${code} ${ref?.kind} ${ref?.name}`,
  );
}

describe('APIs of Kubernetes that Kubernetes is not known to have', () => {
  it.each([
    ['a built-in kind without its group', 'v1', 'Deployment'],
    ['a version that never was', 'apps/v9', 'Deployment'],
    ['a kind that never was', 'networking.k8s.io/v1', 'NetworkPolice'],
    ['a kind that the version never had', 'policy/v1', 'PodSecurityPolicy'],
  ])('%s', (_name, apiVersion, kind) => {
    expect(remarksOn(object(apiVersion, kind))).toEqual([`warning unknown-api ${kind} one`]);
  });

  it.each([
    ['served', 'apps/v1', 'Deployment'],
    ['gone long ago', 'extensions/v1beta1', 'Deployment'],
    ['gone, and of a group that is gone', 'policy/v1beta1', 'PodSecurityPolicy'],
    ['of others, in a group that looks like Kubernetes’ own', 'snapshot.storage.k8s.io/v1', 'VolumeSnapshot'],
    ['of others', 'example.com/v1', 'Deployment'],
  ])('are not those that are %s', (_name, apiVersion, kind) => {
    expect(remarksOn(object(apiVersion, kind))).toEqual([]);
  });

  it.each([
    [
      'batch/v1',
      'CronJob',
      20,
      ['Kubernetes 1.20 has no CronJob in batch/v1, which came with 1.21, so the API server would reject it'],
    ],
    ['batch/v1', 'CronJob', 21, []],
    [
      'networking.k8s.io/v1',
      'Ingress',
      18,
      [
        'Kubernetes 1.18 has no Ingress in networking.k8s.io/v1, which came with 1.19, so the API server would reject it',
      ],
    ],
    ['apps/v1', 'Deployment', 9, []],
  ] as const)('are %s %s in 1.%i: %j', (apiVersion, kind, minor, wanted) => {
    const cluster = clusterOf(objectsOf(object(apiVersion, kind)), { minor });
    expect(findUnjudged(cluster).map(({ message }) => message)).toEqual(wanted);
  });

  it('are not those that a definition adds', () => {
    const definition = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', '', 'things.batch');
    expect(remarksOn(object('batch/v7', 'Thing') + definition)).toEqual([]);
    expect(remarksOn(object('batch/v7', 'Thing') + definition.replace('things.batch', 'things.apps'))).toEqual([
      'warning unknown-api Thing one',
    ]);
  });

  it('are told once for each version of a kind, at the first object, with the version that has the kind', async () => {
    const text = [
      object('apps/v1', 'Deployment', '', 'a'),
      object('apps/v9', 'Deployment', '', 'b'),
      object('apps/v9', 'Deployment', '', 'c'),
      object('apps/v8', 'Deployment', '', 'd'),
    ].join('');
    const { report } = await reportOf({ 'a.yaml': text });
    expect(report.diagnostics.map(({ message, file, line, column }) => `${file}:${line}:${column} ${message}`)).toEqual(
      [
        [6, 'v9'],
        [16, 'v8'],
      ].map(
        ([line, version]) =>
          `a.yaml:${line}:13 no version of Kubernetes that Merlon knows has Deployment in apps/${version}, so the API server would reject it; Deployment is in apps/v1`,
      ),
    );
  });
});

describe('pods where nobody looks', () => {
  it('are told once for each kind, at the first, with the setting that makes them seen', async () => {
    const games = object('example.com/v1', 'Game', `spec: {template: {spec: ${POD_SPEC}}}`);
    const text = `${object('example.com/v1', 'Game', 'spec: {}', 'empty')}${games}${games.replace('one', 'two')}`;
    const { report } = await reportOf({ 'a.yaml': text });
    expect(report.diagnostics).toHaveLength(1);
    expect(report.diagnostics[0]).toMatchObject({
      severity: 'warning',
      code: 'unjudged-pods',
      file: 'a.yaml',
      line: 9,
      message:
        'Game.example.com holds at spec.template.spec what reads like a pod, and no check looks at it: name it under templates in merlon.yaml, as Game.example.com: [spec.template]',
    });
    expect(remarksOn(text, { 'Game.example.com': [['spec', 'template']] })).toEqual([]);
  });

  it('are told for all that no path reaches, whatever is named in merlon.yaml', () => {
    const pods = `a: {template: {spec: ${POD_SPEC}}}, b: [{template: {spec: ${POD_SPEC}}}]`;
    const text = object('example.com/v1', 'Game', `spec: {${pods}}`);
    const named = (...paths: string[]): readonly string[] =>
      remarksOn(text, { 'Game.example.com': paths.map((path) => path.split('.')) });
    const told = ['warning unjudged-pods Game one'];
    expect(named('spec.a.tmplate')).toEqual(told);
    expect(named('spec.a.template')).toEqual(told);
    expect(named('spec.a.template.spec', 'spec.b.*.template')).toEqual(told);
    expect(named('spec.a.template', 'spec.b.*.template')).toEqual([]);
  });

  it.each([
    ['in lists', `spec: {parts: [{}, {template: {spec: ${POD_SPEC}}}]}`, ': [spec.parts.*.template]'],
    ['where no setting reaches', `spec: ${POD_SPEC}`, 'looks at it'],
    ['under a key with a dot', `spec: {a.b: {spec: ${POD_SPEC}}}`, 'looks at it'],
  ])('are found %s', (_name, rest, end) => {
    const [remark, ...more] = findUnjudged(clusterOf(objectsOf(object('example.com/v1', 'Game', rest))));
    expect(more).toEqual([]);
    expect(remark?.message.endsWith(end)).toBe(true);
  });

  it('are found in kinds that only look like Kubernetes’ own', () => {
    expect(remarksOn(object('v1', 'Deployment', `spec: {template: {spec: ${POD_SPEC}}}`))).toEqual([
      'warning unknown-api Deployment one',
      'warning unjudged-pods Deployment one',
    ]);
  });

  it.each([
    ['nothing in them', 'spec: {containers: []}'],
    ['names only', 'spec: {containers: [{name: a}, {name: b}]}'],
    ['texts', 'spec: {containers: [a, b]}'],
    ['a container that has no image', 'spec: {containers: [{name: a, image: b}, {name: c}]}'],
  ])('are not lists called containers with %s', (_name, rest) => {
    expect(remarksOn(object('example.com/v1', 'Game', rest))).toEqual([]);
  });

  it('are not the copies that Kubernetes keeps of what is judged elsewhere', () => {
    const copy = object('apps/v1', 'ControllerRevision', `data: {spec: {template: {spec: ${POD_SPEC}}}}`);
    expect(remarksOn(copy)).toEqual([]);
  });

  it('are not looked for endlessly', () => {
    const deep = (levels: number): string => `spec: ${'{a: '.repeat(levels)}{spec: ${POD_SPEC}}${'}'.repeat(levels)}`;
    expect(remarksOn(object('example.com/v1', 'Game', deep(10)))).toHaveLength(1);
    expect(remarksOn(object('example.com/v1', 'Game', deep(900)))).toEqual([]);
  });
});
