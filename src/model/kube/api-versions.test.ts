import { describe, expect, it } from 'vitest';
import { splitApiVersion } from '../cluster/refs.ts';
import { apiVersionStatus } from './api-versions.ts';
import { isBuiltIn, isNamespaced } from './kinds.ts';
import { bumpApiVersion } from './version-bump.ts';

function idOf(text: string): { readonly group: string; readonly version: string; readonly kind: string } {
  const [apiVersion = '', kind = ''] = text.split(' ');
  return { ...splitApiVersion(apiVersion), kind };
}

describe('apiVersionStatus', () => {
  it.each([
    ['apps/v1 Deployment', 37, 'served', undefined],
    ['apps/v1beta1 Deployment', 15, 'deprecated', 'apps/v1'],
    ['apps/v1beta1 Deployment', 16, 'removed', 'apps/v1'],
    ['extensions/v1beta1 Ingress', 21, 'deprecated', 'networking.k8s.io/v1'],
    ['extensions/v1beta1 Ingress', 22, 'removed', 'networking.k8s.io/v1'],
    ['networking.k8s.io/v1beta1 IngressClass', 22, 'removed', 'networking.k8s.io/v1'],
    ['policy/v1beta1 PodSecurityPolicy', 24, 'deprecated', undefined],
    ['policy/v1beta1 PodSecurityPolicy', 25, 'removed', undefined],
    ['policy/v1beta1 PodDisruptionBudget', 25, 'removed', 'policy/v1'],
    ['batch/v1 CronJob', 20, 'not-yet', undefined],
    ['batch/v1 CronJob', 21, 'served', undefined],
    ['autoscaling/v2 HorizontalPodAutoscaler', 22, 'not-yet', undefined],
    ['batch/v1beta1 CronJob', 20, 'served', undefined],
    ['batch/v1beta1 CronJob', 24, 'deprecated', 'batch/v1'],
    ['batch/v1beta1 CronJob', 25, 'removed', 'batch/v1'],
    ['autoscaling/v2beta2 HorizontalPodAutoscaler', 26, 'removed', 'autoscaling/v2'],
    ['flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema', 31, 'deprecated', 'flowcontrol.apiserver.k8s.io/v1'],
    ['v1 Endpoints', 32, 'served', 'discovery.k8s.io/v1'],
    ['v1 Endpoints', 33, 'deprecated', 'discovery.k8s.io/v1'],
    ['admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy', 29, 'not-yet', undefined],
    ['admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy', 30, 'served', undefined],
    [
      'admissionregistration.k8s.io/v1beta1 ValidatingAdmissionPolicy',
      34,
      'removed',
      'admissionregistration.k8s.io/v1',
    ],
    [
      'admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicy',
      35,
      'deprecated',
      'admissionregistration.k8s.io/v1beta1',
    ],
    ['networking.k8s.io/v1beta1 IPAddress', 37, 'removed', 'networking.k8s.io/v1'],
    ['networking.k8s.io/v1beta1 ServiceCIDR', 34, 'deprecated', 'networking.k8s.io/v1'],
    ['resource.k8s.io/v1beta1 ResourceClaim', 35, 'deprecated', 'resource.k8s.io/v1'],
    ['resource.k8s.io/v1beta2 DeviceClass', 36, 'deprecated', 'resource.k8s.io/v1'],
    ['storage.k8s.io/v1alpha1 VolumeAttributesClass', 32, 'deprecated', 'storage.k8s.io/v1beta1'],
    ['coordination.k8s.io/v1alpha2 LeaseCandidate', 35, 'deprecated', 'coordination.k8s.io/v1beta1'],
    ['coordination.k8s.io/v1beta1 LeaseCandidate', 36, 'deprecated', undefined],
    ['scheduling.k8s.io/v1alpha1 PriorityClass', 37, 'removed', 'scheduling.k8s.io/v1'],
    ['argoproj.io/v1alpha1 Rollout', 37, 'unknown', undefined],
    ['apps/v9 Deployment', 37, 'unknown', undefined],
  ])('%s in 1.%i is %s', (text, minor, state, replacement) => {
    const found = apiVersionStatus(idOf(text), minor);
    expect([found.state, found.replacement]).toEqual([state, replacement]);
  });
});

describe('bumpApiVersion', () => {
  const selector = { selector: { matchLabels: { a: '1' } } };
  const rolling = { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } };
  const subject = { kind: 'User', name: 'jane' };
  it.each([
    ['apps/v1beta2 Deployment', { spec: selector }, 'same'],
    ['apps/v1beta1 Deployment', { spec: {} }, 'spec.selector must be written'],
    ['apps/v1beta1 Deployment', { spec: { selector: {} } }, 'spec.selector must be written'],
    ['apps/v1beta2 ReplicaSet', { spec: { selector: { matchLabels: {} } } }, 'spec.selector must be written'],
    ['apps/v1beta2 ReplicaSet', { spec: { selector: 'app' } }, 'spec.selector must be written'],
    ['apps/v1beta1 Deployment', { spec: { ...selector, rollbackTo: {} } }, 'there is no spec.rollbackTo'],
    ['apps/v1beta1 Deployment', { spec: selector }, 'spec.revisionHistoryLimit (2 became 10)'],
    ['apps/v1beta1 Deployment', { spec: { ...selector, revisionHistoryLimit: 2 } }, 'same'],
    [
      'extensions/v1beta1 Deployment',
      { spec: { ...selector, ...rolling } },
      'spec.progressDeadlineSeconds (none became 600), spec.revisionHistoryLimit (all became 10)',
    ],
    [
      'extensions/v1beta1 Deployment',
      { spec: { ...selector, progressDeadlineSeconds: 9, revisionHistoryLimit: 0 } },
      'spec.strategy.rollingUpdate.maxSurge (1 became 25%), spec.strategy.rollingUpdate.maxUnavailable (1 became 25%)',
    ],
    [
      'extensions/v1beta1 Deployment',
      { spec: { ...selector, progressDeadlineSeconds: 9, revisionHistoryLimit: 0, strategy: { type: 'Recreate' } } },
      'same',
    ],
    ['extensions/v1beta1 ReplicaSet', { spec: selector }, 'same'],
    ['extensions/v1beta1 DaemonSet', { spec: selector }, 'spec.updateStrategy.type (OnDelete became RollingUpdate)'],
    ['extensions/v1beta1 DaemonSet', { spec: { ...selector, updateStrategy: { type: 'OnDelete' } } }, 'same'],
    [
      'extensions/v1beta1 DaemonSet',
      { spec: { ...selector, templateGeneration: 1 } },
      'there is no spec.templateGeneration',
    ],
    ['apps/v1beta2 DaemonSet', { spec: selector }, 'same'],
    ['apps/v1beta2 DaemonSet', { spec: { ...selector, templateGeneration: 1 } }, 'there is no spec.templateGeneration'],
    ['apps/v1beta1 StatefulSet', { spec: selector }, 'spec.updateStrategy.type (OnDelete became RollingUpdate)'],
    ['apps/v1beta1 StatefulSet', { spec: { ...selector, updateStrategy: { type: 'OnDelete' } } }, 'same'],
    ['apps/v1beta2 StatefulSet', { spec: selector }, 'same'],
    ['batch/v1beta1 CronJob', {}, 'same'],
    ['policy/v1beta1 PodDisruptionBudget', { spec: selector }, 'same'],
    // Nothing at all selects no pods in either version.
    ['policy/v1beta1 PodDisruptionBudget', { spec: {} }, 'same'],
    ['policy/v1beta1 PodDisruptionBudget', { spec: { selector: { matchLabels: {} } } }, 'an empty spec.selector'],
    ['policy/v1beta1 PodDisruptionBudget', { spec: { selector: { matchExpressions: [] } } }, 'an empty spec.selector'],
    ['policy/v1beta1 PodDisruptionBudget', { spec: { selector: 'all' } }, 'may differ'],
    ['rbac.authorization.k8s.io/v1alpha1 RoleBinding', { subjects: [subject] }, 'same'],
    ['rbac.authorization.k8s.io/v1beta1 RoleBinding', { subjects: [{ ...subject, name: '*' }] }, 'same'],
    ['rbac.authorization.k8s.io/v1alpha1 ClusterRoleBinding', { subjects: [{ ...subject, name: '*' }] }, 'the user *'],
    [
      'rbac.authorization.k8s.io/v1alpha1 RoleBinding',
      { subjects: [{ ...subject, apiVersion: 'rbac.authorization.k8s.io/v1alpha1' }] },
      'subjects have an apiGroup',
    ],
    ['scheduling.k8s.io/v1alpha1 PriorityClass', {}, 'same'],
    ['node.k8s.io/v1alpha1 RuntimeClass', { spec: { runtimeHandler: 'runc' } }, 'there is no spec'],
    ['extensions/v1beta1 Ingress', {}, 'may differ'],
    ['autoscaling/v2beta1 HorizontalPodAutoscaler', {}, 'may differ'],
    ['autoscaling/v2beta2 HorizontalPodAutoscaler', {}, 'same'],
    ['admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration', {}, 'may differ'],
    ['v1 toString', {}, 'may differ'],
  ])('%s %j: %s', (text, data, wanted) => {
    const bump = bumpApiVersion(idOf(text), data);
    const said = bump.kind === 'other-default' ? bump.fields.join(', ') : bump.kind;
    const because = bump.kind === 'rewrite' ? bump.because : undefined;
    expect(because ?? said).toContain(wanted);
  });
});

describe('scopes', () => {
  it.each([
    ['Pod', true],
    ['Namespace', false],
    ['Node', false],
    ['Deployment.apps', true],
    ['ClusterRole.rbac.authorization.k8s.io', false],
    ['Ingress.extensions', true],
    ['PodSecurityPolicy.policy', false],
    ['Deployment', undefined],
    ['Rollout.argoproj.io', undefined],
  ])('%s: %s', (gk, wanted) => {
    expect(isNamespaced(gk)).toBe(wanted);
    expect(isBuiltIn(gk)).toBe(wanted !== undefined);
  });
});
