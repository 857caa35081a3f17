import { describe, expect, it } from 'vitest';
import { runObjects } from '../../../test/support/check-cases.ts';
import { objectsOf } from '../../../test/support/objects.ts';
import { NEWEST_MINOR } from '../../model/kube/index.ts';
import { CHECKS } from './checks/index.ts';

const check = CHECKS.find(({ meta }) => meta.id === 'network-policy-missing');

function pod(namespace: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: web${namespace}}\nspec: {containers: [{name: a, image: "a:1"}]}\n`;
}

function policy(name: string, namespace: string): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}${namespace}}\nspec: {podSelector: {matchLabels: {app: other}}}\n`;
}

describe('the policy that network-policy-missing proposes', () => {
  const [shop, other, none] = [', namespace: shop', ', namespace: other', ''];
  it.each([
    ['nothing there', shop, [], 'default-deny-ingress'],
    ['one that it would overwrite', shop, [policy('default-deny-ingress', shop)], 'default-deny-ingress-2'],
    [
      'two that it would overwrite',
      shop,
      [policy('default-deny-ingress', shop), policy('default-deny-ingress-2', shop)],
      'default-deny-ingress-3',
    ],
    ['one elsewhere', shop, [policy('default-deny-ingress', other)], 'default-deny-ingress'],
    ['one that goes where it is applied', shop, [policy('default-deny-ingress', none)], 'default-deny-ingress-2'],
    ['pods that go where they are applied', none, [policy('default-deny-ingress', other)], 'default-deny-ingress-2'],
  ])('has a name that is free: %s', (_what, namespace, policies, name) => {
    const objects = objectsOf([pod(namespace), ...policies].join('---\n'));
    if (check === undefined) throw new Error('there is no such check');
    const { verdicts } = runObjects(check, objects, { complete: true, kubernetes: NEWEST_MINOR, options: {} });
    const [added] = verdicts[0]?.verdict.judgement.fix?.added ?? [];
    expect(added?.['metadata']).toEqual({ name, namespace: namespace === shop ? 'shop' : 'default' });
  });
});
