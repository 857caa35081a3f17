import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../test/support/objects.ts';
import { PROVIDERS } from '../../../test/support/providers.ts';
import { createFactRegistry, createFacts } from './index.ts';

const REGISTRY = createFactRegistry({}, PROVIDERS);

const RUNS = 'containers: [{name: web, image: "web:1"}]';

function deployment(spec = RUNS): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop, uid: u-web}\nspec: {template: {spec: {${spec}}}}\n`;
}

function replicaSet(spec = RUNS, more = ''): string {
  return `apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: web-1, namespace: shop, uid: u-set, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: u-web, controller: true}]}\nspec: {${more}template: {spec: {${spec}}}}\n`;
}

const OF_SET = '{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: u-set, controller: true}';

function pod(spec = RUNS, owner = OF_SET, name = 'web-1-x'): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, uid: u-${name}, ownerReferences: [${owner}]}\nspec: {${spec}}\n`;
}

/** The objects that are judged, as `Kind/name`. */
function judged(...documents: readonly string[]): readonly string[] {
  const facts = createFacts(clusterOf(objectsOf(documents.join('---\n')), { complete: true }), REGISTRY);
  return facts.get('workloads', 'shop', new Set()).map(({ object }) => `${object.ref.kind}/${object.ref.name}`);
}

describe('the workloads of a Cluster', () => {
  it('are what people edit, not what controllers make of it', () => {
    expect(judged(deployment(), replicaSet(), pod())).toEqual(['Deployment/web']);
  });

  it.each([
    [
      'defaults',
      'restartPolicy: Always, serviceAccountName: default, nodeName: n1, containers: [{name: web, image: "web:1", imagePullPolicy: Always}]',
    ],
    [
      'a sidecar',
      'containers: [{name: web, image: "web:1"}, {name: proxy, image: "p:1", securityContext: {runAsUser: 1337}}]',
    ],
    [
      'a sidecar that needs the network',
      'initContainers: [{name: init, image: "p:1", securityContext: {capabilities: {add: [NET_ADMIN, NET_RAW]}}}], ' +
        RUNS,
    ],
    ['an image of a mirror', 'containers: [{name: web, image: "mirror/web@sha256:1"}]'],
    ['a token', 'volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: token}}]}}], ' + RUNS],
  ])('fold a pod to which admission added %s', (_what, spec) => {
    expect(judged(deployment(), replicaSet(), pod(spec))).toEqual(['Deployment/web']);
  });

  it.each([
    ['the processes of the node', `hostPID: true, ${RUNS}`],
    ['the network of the node', `hostNetwork: true, ${RUNS}`],
    ['a folder of the node', `volumes: [{name: h, hostPath: {path: /}}], ${RUNS}`],
    ['privileges', 'containers: [{name: web, image: "web:1", securityContext: {privileged: true}}]'],
    [
      'a privileged container',
      'containers: [{name: web, image: "web:1"}, {name: evil, image: e, securityContext: {privileged: true}}]',
    ],
    [
      'a privileged ephemeral container',
      `${RUNS}, ephemeralContainers: [{name: debug, image: e, securityContext: {privileged: true}}]`,
    ],
    [
      'a powerful capability',
      'containers: [{name: web, image: "web:1", securityContext: {capabilities: {add: [SYS_ADMIN]}}}]',
    ],
    ['all of /proc', 'containers: [{name: web, image: "web:1", securityContext: {procMount: Unmasked}}]'],
    ['another account', `serviceAccountName: admin, ${RUNS}`],
    ['other containers altogether', 'containers: [{name: evil, image: e}]'],
  ])('show a pod that claims an owner and has %s', (_what, spec) => {
    expect(judged(deployment(), replicaSet(), pod(spec))).toEqual(['Deployment/web', 'Pod/web-1-x']);
  });

  it.each([
    ['the processes of a Windows node', `securityContext: {windowsOptions: {hostProcess: true}}, ${RUNS}`],
    ['no filter of system calls', `securityContext: {seccompProfile: {type: Unconfined}}, ${RUNS}`],
    ['a type of SELinux', `securityContext: {seLinuxOptions: {type: spc_t}}, ${RUNS}`],
    ['a setting of the kernel', `securityContext: {sysctls: [{name: kernel.msgmax, value: "1"}]}, ${RUNS}`],
    ['a port of the node', 'containers: [{name: web, image: "web:1", ports: [{containerPort: 1, hostPort: 1}]}]'],
    [
      'a capability that no sidecar needs',
      'containers: [{name: web, image: w, securityContext: {capabilities: {add: [SYSLOG]}}}]',
    ],
  ])('show a pod that claims an owner and has %s', (_what, spec) => {
    expect(judged(deployment(), replicaSet(), pod(spec))).toEqual(['Deployment/web', 'Pod/web-1-x']);
  });

  it('show a pod of a custom owner that runs as another account', () => {
    const owner = '{apiVersion: apps.kruise.io/v1alpha1, kind: CloneSet, name: c, controller: true}';
    const cloneSet = `apiVersion: apps.kruise.io/v1alpha1\nkind: CloneSet\nmetadata: {name: c, namespace: shop}\nspec: {template: {spec: {${RUNS}}}}\n`;
    expect(judged(cloneSet, pod(RUNS, owner))).toEqual(['CloneSet/c']);
    expect(judged(cloneSet, pod(`serviceAccountName: admin, ${RUNS}`, owner))).toEqual(['CloneSet/c', 'Pod/web-1-x']);
  });

  it('show a pod that is no more than its owner allows', () => {
    const spec = `hostPID: true, ${RUNS}`;
    expect(judged(deployment(spec), replicaSet(spec), pod(spec))).toEqual(['Deployment/web']);
  });

  it.each([
    ['is not its controller', '{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: u-set}'],
    ['makes no pods itself', '{apiVersion: apps/v1, kind: Deployment, name: web, uid: u-web, controller: true}'],
    [
      'is another object of that name',
      '{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: u-old, controller: true}',
    ],
    ['is not there', '{apiVersion: apps/v1, kind: ReplicaSet, name: gone, uid: u-gone, controller: true}'],
    ['is a pod', '{apiVersion: v1, kind: Pod, name: other, uid: u-other, controller: true}'],
  ])('show a pod whose owner %s', (_what, owner) => {
    const other =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: other, namespace: shop, uid: u-other}\nspec: {containers: [{name: web, image: w}]}\n';
    expect(judged(deployment(), replicaSet(), other, pod(RUNS, owner))).toContain('Pod/web-1-x');
  });

  it('show what owns each other', () => {
    const of = (name: string): string =>
      `{apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: ${name}, controller: true}`;
    const rollout = (name: string, owner: string): string =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: ${name}, namespace: shop, ownerReferences: [${of(owner)}]}\nspec: {template: {spec: {${RUNS}}}}\n`;
    expect(judged(rollout('a', 'b'), rollout('b', 'a'))).toEqual(['Rollout/a', 'Rollout/b']);
    expect(judged(rollout('a', 'a'))).toEqual(['Rollout/a']);
    // A pod of either is made by nobody that anybody could edit.
    expect(judged(rollout('a', 'b'), rollout('b', 'a'), pod(RUNS, of('a')))).toContain('Pod/web-1-x');
  });

  it('fold a pod on the network of the node, whose ports the API server fills in', () => {
    const spec = (port: string): string => `hostNetwork: true, containers: [{name: web, image: w, ports: [{${port}}]}]`;
    const template = spec('containerPort: 80');
    expect(judged(deployment(template), replicaSet(template), pod(spec('containerPort: 80, hostPort: 80')))).toEqual([
      'Deployment/web',
    ]);
  });

  it('fold what a Deployment leaves behind, and show what still runs of it', () => {
    const old = `hostPID: true, ${RUNS}`;
    expect(judged(deployment(), replicaSet(old, 'replicas: 0, '))).toEqual(['Deployment/web']);
    expect(judged(deployment(), replicaSet(old, 'replicas: 1, '))).toEqual(['Deployment/web', 'ReplicaSet/web-1']);
  });
});
