import type { Access, Grant, RoleEntry } from '../../model/facts/index.ts';
import {
  type PolicyRule,
  type RequestAttributes,
  type ResourceAttributes,
  ruleAllows,
  type UrlAttributes,
  type UserInfo,
} from '../../model/kube/index.ts';
import type { Lister } from './aggregate.ts';
import { areRolesSeen } from './role-seen.ts';

/** A grant of a user that nearly allows a request, and what is in the way. */
export interface Miss {
  readonly grant: Grant;
  /** Absent for a binding to a role that is not there, or was not seen. */
  readonly role?: RoleEntry;
  readonly rule?: number;
  readonly reasons: readonly string[];
}

const MOST = 3;
const ANYTHING: PolicyRule = {
  verbs: ['*'],
  apiGroups: ['*'],
  resources: ['*'],
  resourceNames: [],
  nonResourceURLs: [],
};

function list(values: readonly string[]): string {
  return values.length === 0 ? 'nothing' : values.map((one) => (one === '' ? '""' : one)).join(', ');
}

function lacksOfUrl(rule: PolicyRule, attributes: UrlAttributes): readonly string[] {
  if (rule.nonResourceURLs.length === 0) return ['it names no URLs'];
  return ruleAllows({ ...rule, verbs: ['*'] }, attributes) ? [] : [`its URLs are ${list(rule.nonResourceURLs)}`];
}

function lacksOfResource(rule: PolicyRule, attributes: ResourceAttributes): readonly string[] {
  // Each part by itself, the others being as they should.
  const may = (part: Partial<PolicyRule>): boolean => ruleAllows({ ...ANYTHING, ...part }, attributes);
  const reasons: string[] = [];
  if (!may({ apiGroups: rule.apiGroups })) reasons.push(`its apiGroups are ${list(rule.apiGroups)}`);
  if (!may({ resources: rule.resources })) reasons.push(`its resources are ${list(rule.resources)}`);
  if (!may({ resourceNames: rule.resourceNames })) {
    const none = attributes.name === '' ? ', and this request names none' : '';
    reasons.push(`it is for the names ${list(rule.resourceNames)}${none}`);
  }
  return reasons;
}

/** What one rule lacks, were it looked at in the right place. */
function lacksOf(rule: PolicyRule, attributes: RequestAttributes): readonly string[] {
  const hasVerb = rule.verbs.includes('*') || rule.verbs.includes(attributes.verb);
  const rest = attributes.kind === 'url' ? lacksOfUrl(rule, attributes) : lacksOfResource(rule, attributes);
  return hasVerb ? rest : [`its verbs are ${list(rule.verbs)}`, ...rest];
}

function scopeReason({ scope }: Grant, attributes: RequestAttributes): readonly string[] {
  if (scope === '') return [];
  if (attributes.kind === 'url') return ['a RoleBinding never gives URLs'];
  if (attributes.namespace === scope) return [];
  return [
    attributes.namespace === ''
      ? `it holds in namespace ${scope} only, and this request is for all`
      : `it holds in namespace ${scope}`,
  ];
}

function missesOf(grant: Grant, attributes: RequestAttributes, cluster: Lister): readonly Miss[] {
  const { role } = grant;
  const scope = scopeReason(grant, attributes);
  if (role === undefined) {
    const missing = areRolesSeen(grant, cluster) ? 'does not exist' : 'was not seen';
    return [{ grant, reasons: [`the role that it names ${missing}`, ...scope] }];
  }
  return role.rules.map((rule, index) => ({
    grant,
    role,
    rule: index,
    reasons: [...lacksOf(rule, attributes), ...scope],
  }));
}

/**
 * The grants that come nearest to allowing what a user may not do, nearest first, with what is in the way of each: another verb, group, resource, name or namespace, or a role that
 * is not there or was not seen.
 */
export function nearestMisses(
  { access, cluster }: { readonly access: Access; readonly cluster: Lister },
  user: UserInfo,
  attributes: RequestAttributes,
): readonly Miss[] {
  const misses = access.grantsOf(user).flatMap((grant) => missesOf(grant, attributes, cluster));
  // A rule of which everything is different is no near miss.
  const near = misses.filter(({ reasons }) => reasons.length > 0 && reasons.length < 3);
  return near.toSorted((a, b) => a.reasons.length - b.reasons.length).slice(0, MOST);
}
