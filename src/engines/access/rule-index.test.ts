import { expect, it } from 'vitest';
import { objectOf } from '../../../test/support/objects.ts';
import type { RequestAttributes } from '../../model/kube/index.ts';
import { ownEntry } from './aggregate.ts';
import { indexRules } from './rule-index.ts';

function ask(group: string, resource: string): RequestAttributes {
  return { kind: 'resource', verb: 'get', group, resource, subresource: '', namespace: '', name: '' };
}

it('takes a rule of millions of pairs of group and resource', () => {
  const many = (letter: string): string[] => Array.from({ length: 5000 }, (_, i) => `${letter}${i}`);
  const role = objectOf({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'wide' },
    rules: [{ verbs: ['get'], apiGroups: many('g'), resources: many('r') }],
  });
  const index = indexRules([ownEntry(role)]);
  const asked = [ask('g4999', 'r0'), ask('g0', 'r4999'), ask('other', 'r0'), ask('g0', 'other')];
  expect(asked.map((one) => index.allowing(one).length)).toEqual([1, 1, 0, 0]);
});
