import type { Gap, KubeObject } from '../../../model/cluster/index.ts';
import type { View } from '../../../model/facts/index.ts';
import type { JsonObject } from '../../../model/json.ts';
import {
  combinedResource,
  isAsShipped,
  objectAt,
  objectsAt,
  type PolicyRule,
  stringsAt,
} from '../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../model/verdicts/index.ts';
import { type CheckMeta, type ObjectCheck, objectCheck, type Rule } from '../contract.ts';
import { holdersOf, type RoleHolders, showSubjects } from './rbac-holders.ts';
import { allowsEverything, givesBesides, lower, requestsGiven, stepsOf } from './rbac-match.ts';
import type { RuleRequest } from './rbac-requests.ts';
import { type GradedTopic, RULE_TOPICS, type RuleCheckId } from './rbac-topics.ts';

/** How a check tells what rules of roles allow; what it looks for is its topic. */
export interface RbacRuleSpec extends Pick<CheckMeta, 'title' | 'why' | 'remedy' | 'ids'> {
  readonly id: RuleCheckId;
  /** Rules that are meant by how they are written, each with its name as a finding; undefined for others. */
  readonly wide?: (rule: PolicyRule) => string | undefined;
  /** Its own rules beside those of all. */
  readonly rules?: Readonly<Record<string, Rule>>;
  /** Another rule with which the holder could do what it most often needs; undefined where the rule is too wide to say. */
  readonly fix?: (rule: PolicyRule, index: number) => FixPlan | undefined;
}

type FullSpec = RbacRuleSpec & GradedTopic;

const KINDS = ['ClusterRoleBinding.rbac.authorization.k8s.io', 'RoleBinding.rbac.authorization.k8s.io'] as const;

function readRule(rule: JsonObject): PolicyRule {
  return {
    verbs: stringsAt(rule, 'verbs'),
    apiGroups: stringsAt(rule, 'apiGroups'),
    resources: stringsAt(rule, 'resources'),
    resourceNames: stringsAt(rule, 'resourceNames'),
    nonResourceURLs: stringsAt(rule, 'nonResourceURLs'),
  };
}

const readBefore = new WeakMap<KubeObject, readonly PolicyRule[]>();

/** The rules as they are written; many checks ask for them. Throws InvalidFieldError where one has the wrong type. */
function rulesAsWritten(role: KubeObject): readonly PolicyRule[] {
  let rules = readBefore.get(role);
  if (rules === undefined) readBefore.set(role, (rules = objectsAt(role.data, 'rules').map(readRule)));
  return rules;
}

/** The verbs and resources of a rule that matter, as the finding's own name: never a place in a list. */
function itemOf({ verbs, resources, resourceNames }: PolicyRule, matched: readonly RuleRequest[]): string {
  const wanted = new Set(matched.map(({ attributes }) => attributes.verb));
  const things = new Set(
    matched.flatMap(({ attributes }) => [combinedResource(attributes), `*/${attributes.subresource}`]),
  );
  const pick = (list: readonly string[], set: ReadonlySet<string>): string =>
    [...new Set(list.filter((one) => one === '*' || set.has(one)))].toSorted().join(', ');
  const names = resourceNames.length === 0 ? '' : ` named ${[...resourceNames].toSorted().join(', ')}`;
  return `${pick(verbs, wanted)} on ${pick(resources, things)}${names}`;
}

/** Where a rule is held, which decides how bad it is. */
function judgeHeld(
  spec: FullSpec,
  { everywhere, inNamespaces }: RoleHolders,
  {
    steps,
    onlyEverywhere,
    gaps,
    isClusterRole,
  }: {
    readonly steps: number;
    readonly onlyEverywhere: boolean;
    readonly gaps: readonly Gap[];
    readonly isClusterRole: boolean;
  },
): Omit<Judgement, 'path'> {
  const { severity } = spec;
  // By a ClusterRoleBinding that was not seen it would be held everywhere.
  const ofCluster = gaps.filter(({ gk }) => gk === KINDS[0]);
  if (everywhere.length > 0)
    return {
      rule: 'held-cluster-wide',
      severity: lower(severity, steps),
      words: { holders: showSubjects(everywhere) },
    };
  if (onlyEverywhere && (!isClusterRole || inNamespaces.length > 0)) return { rule: 'without-effect', gaps: ofCluster };
  if (inNamespaces.length > 0)
    return {
      rule: 'held-in-namespaces',
      severity: lower(severity, steps + 1),
      words: { holders: showSubjects(inNamespaces) },
      assumes: ofCluster,
    };
  if (gaps.length > 0) return { rule: 'held-elsewhere', severity: lower(severity, steps + 1), assumes: gaps };
  return { rule: 'unheld', severity: 'info' };
}

function gapsOf(role: KubeObject, view: View): readonly Gap[] {
  const [cluster, local] = KINDS;
  return role.ref.kind === 'ClusterRole'
    ? [...view.list(cluster).gaps, ...view.list(local).gaps]
    : view.list(local, role.ref.namespace).gaps;
}

function rulesOf({ allows: what, requests = () => [], rules: own }: FullSpec): Readonly<Record<string, Rule>> {
  const rules: Readonly<Record<string, Rule>> = {
    'held-cluster-wide': { verdict: 'fail', text: `{item} allows ${what} in the whole cluster to {holders}` },
    'held-in-namespaces': { verdict: 'fail', text: `{item} allows ${what} in a namespace to {holders}` },
    'held-elsewhere': { verdict: 'fail', text: `{item} allows ${what}; who holds the role was not seen` },
    unheld: { verdict: 'fail', text: `{item} allows ${what}; nobody holds the role` },
    'without-effect': { verdict: 'pass', text: `{item} would allow ${what}, but not by a RoleBinding` },
    narrow: { verdict: 'pass', text: `no rule allows ${what}` },
    everything: { verdict: 'not-applicable', text: 'a rule allows everything, which rbac-wildcard-all reports' },
    aggregated: {
      verdict: 'not-applicable',
      text: 'its rules are those of the roles that it aggregates, where they are judged',
    },
    bootstrap: { verdict: 'not-applicable', text: 'the role is as Kubernetes makes it' },
  };
  const reachable = reachableRules(requests(0));
  return {
    ...Object.fromEntries(Object.entries(rules).filter(([name]) => reachable(name))),
    ...own,
  };
}

/** Which rules there are for what is asked for: what is in no namespace is never held in one, and the other way round. */
function reachableRules(wanted: readonly RuleRequest[]): (rule: string) => boolean {
  const isWide = wanted.length === 0;
  const [some, all] = [wanted.some(({ everywhere }) => everywhere), wanted.every(({ everywhere }) => everywhere)];
  return (rule) => {
    if (rule === 'held-in-namespaces') return isWide || !all;
    if (rule === 'without-effect') return some;
    return rule !== 'everything' || !isWide;
  };
}

/** Whether a controller fills in the rules: what is written there does not stay. Throws InvalidFieldError. */
function isAggregating({ data, ref }: KubeObject): boolean {
  if (ref.kind !== 'ClusterRole' || (data['aggregationRule'] ?? null) === null) return false;
  objectAt(data, 'aggregationRule');
  return true;
}

/** A rule that allows what the check is about. */
interface Matched {
  readonly rule: PolicyRule;
  readonly index: number;
  readonly item: string;
  /** All that it allows of it is in no namespace. */
  readonly onlyEverywhere: boolean;
  /** By how many steps it is less bad than the check says. */
  readonly steps: number;
}

function matchOne(
  spec: FullSpec,
  rule: PolicyRule,
  wanted: readonly RuleRequest[],
): Omit<Matched, 'rule' | 'index'> | undefined {
  if (spec.wide !== undefined) {
    const item = spec.wide(rule);
    if (item === undefined) return undefined;
    return { item, onlyEverywhere: rule.resources.length === 0, steps: stepsOf(spec, rule, []) };
  }
  // One cause is one finding: what allows everything is reported as that.
  const requests = allowsEverything(rule) ? [] : requestsGiven(rule, wanted);
  if (requests.length === 0) return undefined;
  return {
    item: itemOf(rule, requests),
    onlyEverywhere: requests.every(({ everywhere }) => everywhere),
    steps: stepsOf(spec, rule, requests),
  };
}

function matchedRules(spec: FullSpec, rules: readonly PolicyRule[], minor: number): readonly Matched[] {
  const wanted = spec.requests?.(minor) ?? [];
  if (!givesBesides(spec, rules)) return [];
  return rules.flatMap((rule, index) => {
    const matched = matchOne(spec, rule, wanted);
    return matched === undefined ? [] : [{ rule, index, ...matched }];
  });
}

/** What is said of a role as a whole, where no rule of it is to be judged. */
function judgeWhole(
  spec: FullSpec,
  role: KubeObject,
  matched: readonly Matched[],
  minor: number,
): Judgement | undefined {
  if (isAsShipped(role.data, role.ref.namespace, minor))
    return { rule: 'bootstrap', path: ['metadata', 'name'], value: role.ref.name };
  if (isAggregating(role)) return { rule: 'aggregated', path: ['aggregationRule'] };
  if (matched.length > 0) return undefined;
  const isAll = spec.wide === undefined && rulesAsWritten(role).some(allowsEverything);
  return { rule: isAll ? 'everything' : 'narrow', path: ['rules'] };
}

function* judgeRole(spec: FullSpec, role: KubeObject, view: View): Iterable<Judgement> {
  const matched = matchedRules(spec, rulesAsWritten(role), view.minor);
  const whole = judgeWhole(spec, role, matched, view.minor);
  if (whole !== undefined) {
    yield whole;
    return;
  }
  const holders = holdersOf(view.fact('access', ''), role);
  const said = new Set<string>();
  for (const { rule, index, item, onlyEverywhere, steps } of matched) {
    if (said.has(item)) continue;
    said.add(item);
    const held = judgeHeld(spec, holders, {
      steps,
      onlyEverywhere,
      gaps: gapsOf(role, view),
      isClusterRole: role.ref.kind === 'ClusterRole',
    });
    const fix = spec.fix?.(rule, index);
    yield {
      ...held,
      item,
      path: ['rules', index, 'verbs'],
      value: [...rule.verbs],
      ...(fix === undefined ? {} : { fix }),
    };
  }
}

/**
 * Makes a check of what rules of Roles and ClusterRoles allow: as bad as the place in which somebody holds the role, by its own bindings or by those of a role that
 * aggregates it. Built-in roles that nobody changed are left out.
 */
export function rbacRule(given: RbacRuleSpec): ObjectCheck {
  const spec = { ...RULE_TOPICS[given.id], ...given };
  const { id, title, severity, why, remedy, ids } = spec;
  // Made when something is told of it: most scans meet no role, and there are many of these checks.
  let rules: Readonly<Record<string, Rule>> | undefined;
  return objectCheck({
    scope: 'object',
    subjects: ['ClusterRole.rbac.authorization.k8s.io', 'Role.rbac.authorization.k8s.io'],
    reads: { kinds: [...KINDS], facts: ['access'] },
    meta: {
      id,
      topic: 'rbac',
      title,
      severity,
      why,
      remedy,
      practices: ['P10'],
      ids,
      get rules() {
        return (rules ??= rulesOf(spec));
      },
      options: {},
      fixable: spec.fix !== undefined,
    },
    judge: (role, view) => judgeRole(spec, role, view),
  });
}
