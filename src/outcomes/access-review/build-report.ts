import type {
  AccessReview,
  AuthorizerSign,
  Dangling,
  PrivilegedSubject,
  TenantReach,
  WildcardRule,
} from '../../engines/access/index.ts';
import { isShippedGrant, RIGHTS } from '../../engines/access/index.ts';
import { type Cluster, compareText, type Gap, type KubeObject } from '../../model/cluster/index.ts';
import { textOf, valueAt } from '../../model/json.ts';
import type { Access, Chain, Grant } from '../../model/facts/index.ts';
import { type PolicyRule, type Subject, subjectKey } from '../../model/kube/index.ts';
import type { Tenant } from '../../model/tenants/index.ts';
import { describeBinding, describeChain, describeGaps, describeObject, type Link, showRule } from '../access/index.ts';
import type { FindPlace } from '../findings/index.ts';
import {
  ACCESS_REVIEW_API_VERSION,
  type AccessReviewReport,
  type ReviewChain,
  type ReviewDangling,
  type ReviewSubject,
  type ReviewTenant,
  type ReviewWildcard,
} from './types.ts';

/** What a report is made of. */
export interface ReviewInput {
  readonly version: string;
  readonly targets: readonly string[];
  readonly cluster: Cluster;
  readonly access: Access;
  readonly review: AccessReview;
  readonly others: readonly AuthorizerSign[];
  /** Each tenant with what its subjects reach outside its namespaces. */
  readonly tenants: readonly {
    readonly tenant: Tenant;
    readonly reach: readonly TenantReach[];
    /** Bindings outside its namespaces whose roles were not seen. */
    readonly unseen: readonly Grant[];
  }[];
  readonly gaps: readonly Gap[];
  readonly findPlace: FindPlace;
}

type SubjectName = Pick<Subject, 'kind' | 'name' | 'namespace'>;

/** Chains without their subject, each once: all subjects of a binding share them. */
interface ChainTable {
  readonly list: readonly ReviewChain[];
  indexOf(chain: Chain): number;
}

function createChains(findPlace: FindPlace): ChainTable {
  const list: ReviewChain[] = [];
  const byBinding = new Map<KubeObject, Map<string, number>>();
  return {
    list,
    indexOf(chain) {
      const { grant, rule } = chain;
      let ofBinding = byBinding.get(grant.binding);
      if (ofBinding === undefined) byBinding.set(grant.binding, (ofBinding = new Map<string, number>()));
      const key = `${grant.scope}\u0000${rule}`;
      const known = ofBinding.get(key);
      if (known !== undefined) return known;
      const { subject: _subject, ...rest } = describeChain(chain, findPlace);
      // The binding as a whole: which of its subjects is meant differs from one to the next.
      list.push({ ...rest, binding: describeObject(grant.binding, ['subjects'], findPlace) });
      ofBinding.set(key, list.length - 1);
      return list.length - 1;
    },
  };
}

/** A subject with the number of its bindings, and whether all of them are as the API server makes them. */
interface Bound {
  readonly subject: SubjectName;
  bindings: number;
  builtIn: boolean;
}

function boundSubjects({ grants }: Access, minor: number): ReadonlyMap<string, Bound> {
  const found = new Map<string, Bound>();
  for (const grant of grants) {
    const { kind, name, namespace } = grant.subject;
    if (kind === 'ServiceAccount' && namespace === '') continue;
    const key = subjectKey(grant.subject);
    const entry = found.get(key) ?? { subject: { kind, name, namespace }, bindings: 0, builtIn: true };
    found.set(key, entry);
    entry.bindings++;
    entry.builtIn &&= isShippedGrant(grant, minor);
  }
  return found;
}

function toHolding(right: PrivilegedSubject['rights'][number], chains: ChainTable): ReviewSubject['holdings'][number] {
  const { id, scope, severity, names } = right;
  return {
    right: id,
    ...(scope === '' ? {} : { namespace: scope }),
    severity,
    ...(names === undefined ? {} : { names }),
    chains: [...new Set(right.chains.map((chain) => chains.indexOf(chain)))].toSorted((a, b) => a - b),
  };
}

/** Privileged subjects as the review orders them, then the others by name. */
function toSubjects({ access, review, tenants, cluster }: ReviewInput, chains: ChainTable): readonly ReviewSubject[] {
  const all = boundSubjects(access, cluster.version.minor);
  const privileged = new Set(review.subjects.map(({ subject }) => subjectKey(subject)));
  const tenantsOf = (subject: SubjectName): readonly string[] =>
    tenants.filter(({ tenant }) => tenant.has(subject)).map(({ tenant }) => tenant.name);
  const others = [...all]
    .filter(([key]) => !privileged.has(key))
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([, { subject, bindings, builtIn }]) => ({
      ...subject,
      builtIn,
      tenants: tenantsOf(subject),
      holdings: [],
      bindings,
    }));
  const worst = review.subjects.map(({ subject, builtIn, rights }) => ({
    ...subject,
    builtIn,
    tenants: tenantsOf(subject),
    holdings: rights.map((right) => toHolding(right, chains)),
    bindings: all.get(subjectKey(subject))?.bindings ?? 0,
  }));
  return [...worst, ...others];
}

function toWildcards(found: readonly WildcardRule[], chains: ChainTable): readonly ReviewWildcard[] {
  const byChain = new Map<number, { readonly fields: ReviewWildcard['fields']; readonly subjects: Set<string> }>();
  for (const { grant, role, rule, fields } of found) {
    const chain = chains.indexOf({ grant, role, rule });
    const entry = byChain.get(chain) ?? { fields, subjects: new Set<string>() };
    byChain.set(chain, entry);
    entry.subjects.add(subjectKey(grant.subject));
  }
  return [...byChain].map(([chain, { fields, subjects }]) => ({ fields, chain, subjects: [...subjects].toSorted() }));
}

/** The role that a binding names: `Role shop/reader`. */
function roleNamedBy({ data, ref }: KubeObject): string {
  const [kind = '', name = ''] = ['kind', 'name'].map((key) => textOf(valueAt(data, ['roleRef', key])));
  return `${kind} ${kind === 'Role' ? `${ref.namespace}/` : ''}${name}`;
}

function toDangling({ grant, missing, certain }: Dangling, findPlace: FindPlace): ReviewDangling {
  const { binding, subject } = grant;
  if (missing === 'account')
    return { binding: describeBinding(grant, findPlace), missing, what: subjectKey(subject), certain };
  const link = describeObject(binding, ['roleRef', 'name'], findPlace);
  return { binding: link, missing, what: roleNamedBy(binding), certain };
}

/** A binding to a role that is not there stands once for each of its subjects. */
function eachOnce(list: readonly ReviewDangling[]): readonly ReviewDangling[] {
  const key = ({ binding: { object }, what }: ReviewDangling): string =>
    [object.kind, object.namespace, object.name, what].join('\u0000');
  return [...new Map(list.map((one) => [key(one), one])).values()];
}

function changeLines(changes: AccessReview['changed'][number]['changes']): readonly string[] {
  const rules = (word: string, list: readonly PolicyRule[]): readonly string[] =>
    list.map((rule) => `${word} ${showRule(rule)}`);
  return [
    ...rules('gives', changes.added),
    ...changes.addedSubjects.map((subject) => `is bound to ${subject}`),
    ...(changes.redirected ? ['leads to another role, or aggregates others, than the built-in one'] : []),
    ...rules('does not give', changes.removed),
    ...changes.removedSubjects.map((subject) => `is not bound to ${subject}`),
  ];
}

function showUnseen({ binding, scope, subject }: Grant): string {
  const { kind, namespace, name } = binding.ref;
  const where = scope === '' ? 'everywhere' : `in ${scope}`;
  const named = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
  return `${named} gives ${subjectKey(subject)} what ${roleNamedBy(binding)} allows, ${where}; that role was not seen`;
}

function toTenant(
  { tenant, reach, unseen }: ReviewInput['tenants'][number],
  subjects: readonly SubjectName[],
  chains: ChainTable,
): ReviewTenant {
  return {
    name: tenant.name,
    namespaces: tenant.namespaces,
    subjects: subjects
      .filter((subject) => tenant.has(subject))
      .map(subjectKey)
      .toSorted(compareText),
    reach: reach.map(({ grant, role, rule, severity, owner }) => ({
      subject: subjectKey(grant.subject),
      ...(grant.scope === '' ? {} : { namespace: grant.scope }),
      ...(owner === undefined ? {} : { owner: owner.name }),
      what: showRule(role.rules[rule] ?? role.rules[0]),
      severity,
      chain: chains.indexOf({ grant, role, rule }),
    })),
    undecided: [...tenant.undecided, ...new Set(unseen.map(showUnseen))],
  };
}

function byName(a: Link, b: Link): number {
  return compareText(a.object.namespace, b.object.namespace) || compareText(a.object.name, b.object.name);
}

function linksOf(objects: readonly KubeObject[], findPlace: FindPlace): readonly Link[] {
  return objects.map((object) => describeObject(object, ['metadata', 'name'], findPlace)).toSorted(byName);
}

/** Makes the report of a review: chains shared, every object with its place. */
export function buildAccessReview(input: ReviewInput): AccessReviewReport {
  const { version, targets, cluster, review, others, gaps, findPlace } = input;
  const chains = createChains(findPlace);
  const subjects = toSubjects(input, chains);
  return {
    apiVersion: ACCESS_REVIEW_API_VERSION,
    kind: 'AccessReview',
    tool: { name: 'merlon', version },
    targets,
    kubernetes: cluster.version.minor,
    complete: review.complete,
    gaps: describeGaps(gaps),
    otherAuthorizers: others.map(({ authorizer, seen }) => `${authorizer} (seen by ${seen})`),
    rights: RIGHTS,
    subjects,
    wildcards: toWildcards(review.wildcards, chains),
    dangling: eachOnce(review.dangling.map((one) => toDangling(one, findPlace))),
    unusedRoles: linksOf(review.unusedRoles, findPlace),
    emptyBindings: linksOf(review.emptyBindings, findPlace),
    changed: review.changed
      .map(({ object, changes }) => ({
        object: describeObject(object, ['metadata', 'name'], findPlace),
        changes: changeLines(changes),
      }))
      .toSorted((a, b) => byName(a.object, b.object)),
    tenants: input.tenants.map((one) => toTenant(one, subjects, chains)),
    chains: chains.list,
  };
}
