import { describe, expect, it } from 'vitest';
import { formatPath, isObject, type JsonObject, sameJson, textOf } from '../../json.ts';
import { readDocuments } from '../../yaml/index.ts';
import { splitApiVersion } from '../../cluster/refs.ts';
import { checkFields, kindsOfTable, trimUnknown } from './index.ts';

function objectOf(text: string): JsonObject {
  const value = readDocuments(text)[0]?.value;
  if (!isObject(value)) throw new Error(`no object: ${text}`);
  return value;
}

function said(
  text: string,
  minor = 37,
): { readonly invalid: readonly string[]; readonly dropped: readonly string[] } | undefined {
  const data = objectOf(text);
  const { group, version } = splitApiVersion(textOf(data['apiVersion']));
  const found = checkFields({ group, version, kind: textOf(data['kind']) }, data, minor);
  return (
    found && {
      invalid: found.invalid.map(({ message }) => message),
      dropped: found.dropped.map(({ path }) => formatPath(path)),
    }
  );
}

const POD = 'apiVersion: v1\nkind: Pod\n';

describe('checkFields', () => {
  it.each([
    ['metadata: {labels: {a: 1}}', 'metadata.labels.a must be text, not this number'],
    ['metadata: {labels: [a]}', 'metadata.labels must be a mapping, not a list'],
    ['metadata: {name: true}', 'metadata.name must be text, not true or false'],
    [
      'metadata: {creationTimestamp: yesterday}',
      'metadata.creationTimestamp must be a time such as 2026-01-31T12:00:00Z, not this text',
    ],
    ['spec: {hostPID: "true"}', 'spec.hostPID must be true or false, not this text'],
    ['spec: []', 'spec must be a mapping, not a list'],
    ['spec: {containers: {}}', 'spec.containers must be a list, not a mapping'],
    ['spec: {containers: [web]}', 'spec.containers[0] must be a mapping, not this text'],
    [
      'spec: {containers: [{ports: [{containerPort: "80"}]}]}',
      'spec.containers[0].ports[0].containerPort must be a whole number of 32 bits, not this text',
    ],
    [
      'spec: {containers: [{ports: [{containerPort: 3000000000}]}]}',
      'spec.containers[0].ports[0].containerPort must be a whole number of 32 bits, not this number',
    ],
    [
      'spec: {containers: [{ports: [{containerPort: 1.5}]}]}',
      'spec.containers[0].ports[0].containerPort must be a whole number of 32 bits, not this number',
    ],
    [
      'spec: {activeDeadlineSeconds: 99999999999999999999}',
      'spec.activeDeadlineSeconds must be a whole number of 64 bits, not this number',
    ],
    [
      'spec: {containers: [{resources: {limits: {memory: 1 Gi}}}]}',
      'spec.containers[0].resources.limits.memory must be a quantity such as 500m or 64Mi, not this text',
    ],
    [
      'spec: {containers: [{resources: {limits: {memory: true}}}]}',
      'spec.containers[0].resources.limits.memory must be a quantity such as 500m or 64Mi, not true or false',
    ],
    [
      'spec: {containers: [{livenessProbe: {httpGet: {port: 1.5}}}]}',
      'spec.containers[0].livenessProbe.httpGet.port must be a whole number or text, not this number',
    ],
    ['spec: {containers: [{command: [1]}]}', 'spec.containers[0].command[0] must be text, not this number'],
  ])('refuses %s', (body, message) => {
    expect(said(`${POD}${body}`)).toEqual({ invalid: [message], dropped: [] });
  });

  it.each([
    'metadata: {creationTimestamp: null, labels: {a: null}}',
    'metadata: {creationTimestamp: "2026-01-31T12:00:00+01:00"}',
    'spec: null',
    'spec: {containers: null}',
    'spec: {containers: [null]}',
    'spec: {containers: [{resources: {limits: {cpu: 1, memory: " 1Gi "}}}]}',
    'spec: {containers: [{livenessProbe: {httpGet: {port: 80}}, readinessProbe: {httpGet: {port: web}}}]}',
    'spec: {activeDeadlineSeconds: 9223372036854775807}',
  ])('takes %s', (body) => {
    expect(said(`${POD}${body}`)).toEqual({ invalid: [], dropped: [] });
  });

  it.each([
    ['spec: {privileged: true}', ['spec.privileged']],
    [
      'spec: {securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}',
      ['spec.securityContext.allowPrivilegeEscalation', 'spec.securityContext.capabilities'],
    ],
    ['spec: {HostPID: true}', ['spec.HostPID']],
    ['colour: red', ['colour']],
    ['spec: {containers: [{nme: a, x: {y: 1}}]}', ['spec.containers[0].nme', 'spec.containers[0].x']],
    ['__proto__: {}', ['__proto__']],
  ])('drops of %s', (body, dropped) => {
    expect(said(`${POD}${body}`)).toEqual({ invalid: [], dropped });
  });

  it.each([
    ['spec: {hostnameOverride: a}', 33, ['spec.hostnameOverride']],
    ['spec: {hostnameOverride: a}', 34, []],
    ['spec: {resources: {limits: {cpu: 1}}}', 31, ['spec.resources']],
    ['spec: {resources: {limits: {cpu: 1}}}', 32, []],
    ['spec: {hostUsers: false}', 12, []],
    ['spec: {hostUsers: false}', 99, []],
  ] as const)('knows when a field came: %s in 1.%i', (body, minor, dropped) => {
    expect(said(`${POD}${body}`, minor)?.dropped).toEqual(dropped);
  });

  it.each([
    ['apiVersion: v1\nkind: Secret\ndata: {a: bm90aGluZw==}', []],
    ['apiVersion: v1\nkind: Secret\ndata: {a: "not base64"}', ['data.a must be text in base64, not this text']],
    ['apiVersion: v1\nkind: Secret\ndata: {a: abc}', ['data.a must be text in base64, not this text']],
    ['apiVersion: v1\nkind: ConfigMap\ndata: {a: 1}', ['data.a must be text, not this number']],
    [
      'apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: two}',
      ['spec.replicas must be a whole number of 32 bits, not this text'],
    ],
    [
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules: [{verbs: "*"}]',
      ['rules[0].verbs must be a list, not this text'],
    ],
    [
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {versions: [{schema: {openAPIV3Schema: {default: {a: [1]}}}}]}',
      [],
    ],
  ])('of other kinds: %s', (text, invalid) => {
    expect(said(text)?.invalid).toEqual(invalid);
  });

  it('knows nothing of custom resources', () => {
    expect(said('apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec: 7')).toBeUndefined();
    expect(said('apiVersion: constructor\nkind: toString')).toBeUndefined();
  });

  it('never says what it read', () => {
    const { invalid = [] } = said('apiVersion: v1\nkind: Secret\ndata: {a: hunter2}') ?? {};
    expect(invalid.join()).not.toContain('hunter2');
  });
});

describe('trimUnknown', () => {
  it('takes away what was dropped and nothing else', () => {
    const data = objectOf(`${POD}spec: {a: 1, containers: [{name: a, b: 2}, {name: c}], hostPID: true}\nd: 3`);
    const { dropped } = checkFields({ group: '', version: 'v1', kind: 'Pod' }, data, 37) ?? { dropped: [] };
    const trimmed = trimUnknown(data, dropped);
    expect(sameJson(trimmed, objectOf(`${POD}spec: {containers: [{name: a}, {name: c}], hostPID: true}`))).toBe(true);
    expect(data['d']).toBe(3);
    expect(checkFields({ group: '', version: 'v1', kind: 'Pod' }, trimmed, 37)).toEqual({ invalid: [], dropped: [] });
  });

  it('gives the same object back when nothing was dropped', () => {
    const data = objectOf(POD);
    expect(trimUnknown(data, [])).toBe(data);
  });
});

describe('the table', () => {
  it('has the kinds that manifests are made of', () => {
    const kinds = new Set([...kindsOfTable()].map(({ group, version, kind }) => `${group}/${version}/${kind}`));
    for (const id of [
      '/v1/Pod',
      'apps/v1/Deployment',
      'batch/v1/CronJob',
      'networking.k8s.io/v1/NetworkPolicy',
      'rbac.authorization.k8s.io/v1/ClusterRole',
    ]) {
      expect(kinds.has(id), id).toBe(true);
    }
  });
});
