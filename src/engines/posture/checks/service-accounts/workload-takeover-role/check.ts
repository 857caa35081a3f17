import type { Grant } from '../../../../../model/facts/index.ts';
import { accountRole, adminGrants, byPlace, type RoleFinding } from '../../../families/account-role.ts';
import { type RuleTopic, showTopics, stepsOfRole } from '../../../families/rbac-match.ts';
import { GRAVE_TOPICS, RULE_TOPICS } from '../../../families/rbac-topics.ts';

/** What leads to the accounts of others: making bindings does not, since it hands out only what is held; making pods does, of any account of their namespace. */
const TAKEOVER: readonly RuleTopic[] = [
  ...GRAVE_TOPICS.filter((topic) => topic !== RULE_TOPICS['rbac-create-bindings']),
  RULE_TOPICS['rbac-create-workloads'],
];

/** A way to other accounts, with how many steps it is less bad than the check says. */
interface Way {
  readonly topic: RuleTopic;
  readonly steps: number;
}

/** The ways of each role, by version and reach: a role is held by the accounts of many workloads. */
const known = new WeakMap<object, Map<string, readonly Way[]>>();

/** The ways that a grant gives. */
function waysOf({ role, scope }: Grant, minor: number): readonly Way[] {
  if (role === undefined) return [];
  const isEverywhere = scope === '';
  const key = `${minor} ${isEverywhere}`;
  const ofRole = known.get(role) ?? new Map<string, readonly Way[]>();
  known.set(role, ofRole);
  let ways = ofRole.get(key);
  if (ways === undefined) {
    ways = TAKEOVER.flatMap((topic) => {
      const steps = stepsOfRole(topic, role.rules, { minor, isEverywhere });
      return steps === undefined ? [] : [{ topic, steps }];
    });
    ofRole.set(key, ways);
  }
  return ways;
}

function find(grants: readonly Grant[], minor: number): RoleFinding | undefined {
  if (adminGrants(grants).length > 0) return { rule: 'admin', grants };
  const weighed = grants.flatMap((grant) => {
    const ways = waysOf(grant, minor);
    return ways.length === 0 ? [] : [{ grant, ways, steps: Math.min(...ways.map(({ steps }) => steps)) }];
  });
  const found = byPlace(weighed, 'everywhere', 'in-namespaces');
  if (found === undefined) return undefined;
  const worst = weighed.filter(({ grant }) => found.grants.includes(grant));
  const told = TAKEOVER.filter((one) => worst.some(({ ways }) => ways.some(({ topic }) => topic === one)));
  return { ...found, words: { ways: showTopics(told) } };
}

/** See doc.md. */
export const check = accountRole({
  id: 'workload-takeover-role',
  title: 'Pod gets a token that takes over others',
  severity: 'high',
  why: 'From one process an attacker goes on to every account of the namespaces that the role holds in.',
  remedy: 'Take the right away, or mount no token.',
  ids: { kubescape: ['C-0267'] },
  rules: {
    everywhere: {
      verdict: 'fail',
      text: 'the token of ServiceAccount {account} {how}, and {roles} allows everywhere: {ways}',
    },
    'in-namespaces': {
      verdict: 'fail',
      text: 'the token of ServiceAccount {account} {how}, and {roles} allows there: {ways}',
    },
    admin: {
      verdict: 'not-applicable',
      text: 'ServiceAccount {account} may do everything, which workload-admin-role reports',
    },
    limited: { verdict: 'pass', text: 'no role of ServiceAccount {account} lets it act as others or take over pods' },
  },
  find,
  otherwise: 'limited',
});
