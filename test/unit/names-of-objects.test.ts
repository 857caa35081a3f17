import { expect, it } from 'vitest';
import { openAccess, reviewAccess } from '../../src/engines/access/index.ts';
import { clusterOf, objectsOf } from '../support/objects.ts';
import { reportOf } from '../support/reports.ts';

/** Names that every object of JavaScript answers to: as a kind, a label, a resource or a key they are names like others. */
const NAMES = [
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__proto__',
  '__defineGetter__',
  'isPrototypeOf',
];

function manifestsOf(name: string): string {
  const owner = `{apiVersion: v1, kind: ${name}, name: o, uid: u, controller: true}`;
  const rule = `{verbs: [${name}], apiGroups: ["", ${name}], resources: [${name}, "${name}/status"]}`;
  return [
    `{apiVersion: v1, kind: ${name}, metadata: {name: o}}`,
    `{apiVersion: ${name}/v1, kind: Deployment, metadata: {name: o}}`,
    `{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {${name}: a}, annotations: {${name}: a}, ownerReferences: [${owner}]}, spec: {containers: [{name: c, image: ${name}, env: [{name: ${name}, value: a}], resources: {requests: {${name}: 1}, limits: {${name}: 1}}}], volumes: [{name: ${name.toLowerCase()}, ${name}: {}}]}}`,
    `{apiVersion: v1, kind: ${name}List, items: [{apiVersion: v1, kind: ${name}, metadata: {name: i}}]}`,
    `{apiVersion: v1, kind: Secret, metadata: {name: s}, type: ${name}, stringData: {${name}: a}, ${name}: {a: b}}`,
    `{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, default: {${name}: 1}}]}}`,
    `{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {${name}: 1}}}`,
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: n}, spec: {podSelector: {matchLabels: {${name}: a}}}}`,
    `{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}, rules: [${rule}]}`,
    `{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}, subjects: [{kind: ${name}, name: x}, {kind: User, name: ${name}}]}`,
  ].join('\n---\n');
}

it.each(NAMES)('%s hides nothing and breaks nothing', async (name) => {
  const { report } = await reportOf({ 'a.yaml': manifestsOf(name) }, { verdicts: 'all' });
  const findings = [...report.findings()];
  expect(findings.some(({ verdict }) => verdict === 'unknown')).toBe(true);
  expect(findings.filter(({ undecided }) => undecided?.kind === 'crash')).toEqual([]);
  expect(findings.some(({ object }) => object.kind === 'Pod')).toBe(true);
  expect(report.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const cluster = clusterOf(objectsOf(manifestsOf(name)), { complete: true });
  expect(() => reviewAccess(cluster, openAccess(cluster))).not.toThrow();
});
