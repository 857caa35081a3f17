import { describe, expect, it } from 'vitest';
import { openAccess, reviewAccess } from '../../src/engines/access/index.ts';
import { RULE_TOPICS } from '../../src/engines/posture/families/rbac-topics.ts';
import { NEWEST_MINOR, type RequestAttributes } from '../../src/model/kube/index.ts';
import { clusterOf, objectOf } from '../support/objects.ts';

/** What a check counts and no review does, each for a reason. */
const CHECKS_ONLY = new Map([
  ['update nodes/proxy', 'the check counts every verb, the review those for which a kubelet has an answer'],
  ['patch nodes/proxy', 'the same'],
  ['delete nodes/proxy', 'the same'],
  ['impersonate uids', 'nobody acts as another one by it alone'],
  ['impersonate userextras/*', 'nobody acts as another one by it alone'],
  ['impersonate:user-info uids', 'nobody acts as another one by it alone'],
  ['impersonate:user-info userextras/*', 'nobody acts as another one by it alone'],
]);

const STEPS = ['critical', 'high', 'medium', 'low', 'info'];
const HEAD = { apiVersion: 'rbac.authorization.k8s.io/v1' };
const ALICE = { kind: 'User', name: 'alice', apiGroup: 'rbac.authorization.k8s.io' };

function ruleOf(attributes: RequestAttributes): { readonly name: string; readonly rule: object } {
  if (attributes.kind !== 'resource') throw new Error('checks ask about resources only');
  const { verb, group, resource, subresource } = attributes;
  const asked = subresource === '' ? resource : `${resource}/${subresource}`;
  return { name: `${verb} ${asked}`, rule: { verbs: [verb], apiGroups: [group], resources: [asked] } };
}

/** How bad a review calls what these rules give in the whole cluster, worst first. */
function weigh(rules: readonly object[], minor: number): readonly string[] {
  const role = { ...HEAD, kind: 'ClusterRole', metadata: { name: 'r' }, rules } as never;
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'r' };
  const binding = { ...HEAD, kind: 'ClusterRoleBinding', metadata: { name: 'b' }, subjects: [ALICE], roleRef } as never;
  const cluster = clusterOf([objectOf(role), objectOf(binding)], { complete: true, minor });
  const { subjects } = reviewAccess(cluster, openAccess(cluster));
  const found = subjects.filter(({ builtIn }) => !builtIn).flatMap(({ rights }) => rights.map((one) => one.severity));
  return found.toSorted((a, b) => STEPS.indexOf(a) - STEPS.indexOf(b));
}

describe.each([29, 34, NEWEST_MINOR])(
  'what the checks of roles and a review of access say of one rule (1.%i)',
  (minor) => {
    const asked = Object.entries(RULE_TOPICS).flatMap(([id, topic]) =>
      (topic.requests?.(minor) ?? []).map((request) => ({ id, topic, request })),
    );

    it('is as bad to one as to the other, but for one step, and no grave one is passed over', () => {
      expect(asked.length).toBeGreaterThan(100);
      const differing = asked.flatMap(({ id, topic, request }) => {
        const { name, rule } = ruleOf(request.attributes);
        const besides = (topic.besides ?? []).map((one) => ruleOf(one.attributes).rule);
        const said = STEPS.indexOf(topic.severity) + Number(request.lesser);
        const [worst] = weigh([rule, ...besides], minor);
        if (CHECKS_ONLY.has(name)) return worst === undefined ? [] : [`${id}: ${name} gives a right after all`];
        if (worst === undefined) return said <= 1 ? [`${id}: ${name} gives no right`] : [];
        return Math.abs(STEPS.indexOf(worst) - said) > 1 ? [`${id}: ${name} is ${worst}`] : [];
      });
      expect(differing).toEqual([]);
    });
  },
);
