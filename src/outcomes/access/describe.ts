import { RBAC_KINDS } from '../../engines/access/index.ts';
import type { Gap, GroupKind, Ref } from '../../model/cluster/index.ts';
import type { Path } from '../../model/json.ts';
import type { Chain, Grant } from '../../model/facts/index.ts';
import { type PolicyRule, type RequestAttributes, subjectKey } from '../../model/kube/index.ts';
import type { FindPlace } from '../findings/index.ts';

/** An object of a chain: what it is, the field that matters, and where that stands. */
export interface Link {
  readonly object: Pick<Ref, 'kind' | 'namespace' | 'name'>;
  readonly path: string;
  /** `file:line`, where it was read from a file. */
  readonly place?: string;
}

/** A chain as reports carry it. */
export interface DescribedChain {
  readonly subject: string;
  /** The namespace in which it holds; absent for everywhere. */
  readonly namespace?: string;
  readonly binding: Link;
  readonly role: Link;
  /** The role that the rule was written in, where it came by aggregation. */
  readonly from?: Link;
  readonly rule: {
    readonly verbs: readonly string[];
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
    readonly nonResourceURLs?: readonly string[];
  };
}

/** The kinds that `merlon access` reads. */
export const ACCESS_KINDS: readonly GroupKind[] = [...Object.values(RBAC_KINDS), 'Namespace', 'Node', 'ServiceAccount'];

/** The version of all JSON about access. */
export const ACCESS_API_VERSION = 'merlon.dev/access/v1';

/** An object with the field that matters in it. */
export function describeObject(
  object: { readonly ref: Ref } & Parameters<FindPlace>[0],
  path: Path,
  findPlace: FindPlace,
): Link {
  const { kind, namespace, name } = object.ref;
  const region = findPlace(object, path);
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : step))
    .join('.')
    .replaceAll('.[', '[');
  return {
    object: { kind, namespace, name },
    path: text,
    ...(region === undefined ? {} : { place: `${region.file}:${region.startLine}` }),
  };
}

/** A binding for one subject, with its place. */
export function describeBinding({ binding, subject }: Grant, findPlace: FindPlace): Link {
  return describeObject(binding, ['subjects', subject.index, 'name'], findPlace);
}

/** A rule with the lists that it has. */
export function describeRule(rule: PolicyRule | undefined): DescribedChain['rule'] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule ?? {};
  return {
    verbs,
    ...(resources.length > 0 ? { apiGroups, resources } : {}),
    ...(resourceNames.length > 0 ? { resourceNames } : {}),
    ...(nonResourceURLs.length > 0 ? { nonResourceURLs } : {}),
  };
}

/** The role of a chain, and the one that the rule was written in where that is another. */
export function describeRole(
  { role, rule }: Pick<Chain, 'role' | 'rule'>,
  findPlace: FindPlace,
): Pick<DescribedChain, 'role' | 'from'> {
  const origin = role.origins[rule];
  if (origin === undefined || origin.object === role.object)
    return { role: describeObject(role.object, ['rules', rule, 'verbs'], findPlace) };
  return {
    role: describeObject(role.object, ['metadata', 'name'], findPlace),
    from: describeObject(origin.object, ['rules', origin.index, 'verbs'], findPlace),
  };
}

/** Makes a chain ready to be shown: every object with its field and place. */
export function describeChain(chain: Chain, findPlace: FindPlace): DescribedChain {
  const { grant, role, rule } = chain;
  return {
    subject: subjectKey(grant.subject),
    ...(grant.scope === '' ? {} : { namespace: grant.scope }),
    binding: describeBinding(grant, findPlace),
    ...describeRole(chain, findPlace),
    rule: describeRule(role.rules[rule]),
  };
}

/** The object of a link as people read it: `ClusterRole build-runner`, `RoleBinding shop/readers`. */
export function showObject({ object: { kind, namespace, name } }: Link): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** The same with its place, where it has one. */
export function showLink(link: Link): string {
  return link.place === undefined ? showObject(link) : `${showObject(link)} (${link.place})`;
}

/** A request without what is not asked: for JSON. */
export function describeRequest(attributes: RequestAttributes): object {
  const { kind, ...rest } = attributes;
  return kind === 'url'
    ? rest
    : Object.fromEntries(Object.entries(rest).filter(([key, value]) => value !== '' || key === 'group'));
}

/** What was not seen, one line for each list. */
export function describeGaps(gaps: readonly Gap[]): readonly string[] {
  const lines = gaps.map(({ gk, namespace, reason }) => {
    const kind = gk.split('.', 1)[0] ?? gk;
    return `${kind}s${namespace === undefined || namespace === '' ? '' : ` in ${namespace}`}: ${reason}`;
  });
  return [...new Set(lines)];
}

function groupName(group: string): string {
  return group === '' ? 'core' : group;
}

/** A rule as people read it: `get, list on secrets of core named db`. */
export function showRule(rule: DescribedChain['rule'] | undefined): string {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule ?? {};
  const what =
    nonResourceURLs.length > 0
      ? nonResourceURLs.join(', ')
      : `${resources.join(', ')} of ${apiGroups.map(groupName).join(', ')}`;
  const named = resourceNames.length > 0 ? ` named ${resourceNames.join(', ')}` : '';
  return `${verbs.join(', ')} on ${what}${named}`;
}
