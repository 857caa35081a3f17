import { describe, expect, it } from 'vitest';
import { splitApiVersion } from '../cluster/refs.ts';
import { apiVersionStatus, canBumpApiVersion } from './api-versions.ts';
import { isBuiltIn, isNamespaced } from './kinds.ts';

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
    ['batch/v1beta1 CronJob', 24, 'deprecated', 'batch/v1'],
    ['batch/v1beta1 CronJob', 25, 'removed', 'batch/v1'],
    ['autoscaling/v2beta2 HorizontalPodAutoscaler', 26, 'removed', 'autoscaling/v2'],
    ['flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema', 31, 'deprecated', 'flowcontrol.apiserver.k8s.io/v1'],
    ['v1 Endpoints', 32, 'served', 'discovery.k8s.io/v1'],
    ['v1 Endpoints', 33, 'deprecated', 'discovery.k8s.io/v1'],
    ['admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy', 29, 'not-yet', undefined],
    ['admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy', 30, 'served', undefined],
    ['argoproj.io/v1alpha1 Rollout', 37, 'unknown', undefined],
    ['apps/v9 Deployment', 37, 'unknown', undefined],
  ])('%s in 1.%i is %s', (text, minor, state, replacement) => {
    const found = apiVersionStatus(idOf(text), minor);
    expect([found.state, found.replacement]).toEqual([state, replacement]);
  });
});

describe('canBumpApiVersion', () => {
  const selector = { spec: { selector: { matchLabels: { a: '1' } } } };
  it.each([
    ['apps/v1beta2 Deployment', selector, true],
    ['apps/v1beta1 Deployment', { spec: {} }, false],
    ['batch/v1beta1 CronJob', {}, true],
    ['policy/v1beta1 PodDisruptionBudget', { spec: { selector: {} } }, false],
    ['policy/v1beta1 PodDisruptionBudget', selector, true],
    ['extensions/v1beta1 Ingress', {}, false],
    ['autoscaling/v2beta1 HorizontalPodAutoscaler', {}, false],
    ['autoscaling/v2beta2 HorizontalPodAutoscaler', {}, true],
    ['admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration', {}, false],
    ['v1 toString', {}, false],
  ])('%s %j: %s', (text, data, wanted) => {
    expect(canBumpApiVersion(idOf(text), data)).toBe(wanted);
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
