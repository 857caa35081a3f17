import { formatAttributes, type RequestAttributes } from '../../model/kube/index.ts';
import type { AuditRequest, AuditSubject, AuditUse } from './types.ts';

const MOST_AGENTS = 8;
const MOST_GROUPS = 64;

interface Mutable<T> {
  value: T;
}

function placeOf({ attributes, user, impersonator, identity }: AuditRequest): string {
  const place =
    attributes.kind === 'url'
      ? [attributes.verb]
      : [attributes.verb, attributes.group, attributes.resource, attributes.subresource, attributes.namespace];
  return JSON.stringify([user, impersonator?.user ?? '', identity ?? '', attributes.kind, ...place]);
}

function detailOf(attributes: RequestAttributes): string {
  if (attributes.kind === 'url') return attributes.path;
  return JSON.stringify([attributes.name, attributes.fieldSelector ?? []]);
}

/** The pattern of all paths below what two paths, or a pattern and a path, begin with up to a slash. */
function commonPattern(one: string, other: string): string {
  let end = 0;
  while (end < one.length && one[end] === other[end]) end++;
  const start = one.slice(0, one.lastIndexOf('/', end - 1) + 1);
  return end === 0 || start === '' || start === '/' ? '*' : `${start}*`;
}

/** Without what is too various to keep; a field selector is left out too, and paths become the pattern that they have in common. */
function fold(attributes: RequestAttributes, known: RequestAttributes | undefined): RequestAttributes {
  if (attributes.kind === 'url') {
    const path = commonPattern(known?.kind === 'url' ? known.path : attributes.path, attributes.path);
    return { ...attributes, path };
  }
  const { kind, verb, group, resource, subresource, namespace } = attributes;
  return { kind, verb, group, resource, subresource, namespace, name: '' };
}

function startUse(
  { user, impersonator, identity, time }: AuditRequest,
  attributes: RequestAttributes,
  folded: boolean,
): AuditUse {
  const counts = { allowed: 0, forbidden: 0, unknown: 0, created: 0 };
  const who = { subject: user, impersonator: impersonator?.user, identity };
  return { ...who, attributes, folded, first: time, last: time, ...counts };
}

function addTo(use: AuditUse, { time, decision, code, attributes }: AuditRequest): AuditUse {
  const isMade = code === 201 && (attributes.verb === 'patch' || attributes.verb === 'update');
  return {
    ...use,
    first: Math.min(use.first, time),
    last: Math.max(use.last, time),
    [decision]: use[decision] + 1,
    created: use.created + (isMade ? 1 : 0),
  };
}

function add<T>(
  list: readonly T[],
  items: readonly T[],
  most: number,
): { readonly list: readonly T[]; readonly more: boolean } {
  const fresh = items.filter((item) => !list.includes(item));
  if (fresh.length === 0) return { list, more: false };
  const all = [...list, ...new Set(fresh)];
  return { list: all.slice(0, most), more: all.length > most };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A request as a key that sorts: the folded one of a place comes first. */
function sortKey({ subject, attributes, impersonator, identity, folded }: AuditUse): string {
  return JSON.stringify([
    subject,
    impersonator ?? '',
    identity ?? '',
    formatAttributes(attributes),
    folded ? 0 : 1,
    detailOf(attributes),
  ]);
}

/** A subject as one more request shows it; the very same where that shows nothing new. */
function grow(
  old: AuditSubject,
  { groups, ownGroups, agents }: { readonly [key in 'groups' | 'ownGroups' | 'agents']: readonly string[] },
): AuditSubject {
  const all = add(old.groups, groups, MOST_GROUPS);
  const own = add(old.ownGroups, ownGroups, MOST_GROUPS);
  const seen = add(old.userAgents, agents, MOST_AGENTS);
  const more = old.more || all.more || seen.more;
  const isOld = all.list === old.groups && own.list === old.ownGroups && seen.list === old.userAgents;
  if (isOld && more === old.more) return old;
  return { name: old.name, groups: all.list, ownGroups: own.list, userAgents: seen.list, more };
}

/** Adds requests up by who made them and what they were; bounded for each place by `maxNames`. */
export class UsageTable {
  readonly #places = new Map<string, Map<string, Mutable<AuditUse>>>();
  readonly #subjects = new Map<string, AuditSubject>();
  readonly #maxNames: number;

  constructor(maxNames: number) {
    this.#maxNames = maxNames;
  }

  add(request: AuditRequest): void {
    const { impersonator } = request;
    this.#addSubject(request.user, request.groups, request.userAgent, impersonator === undefined);
    if (impersonator !== undefined) this.#addSubject(impersonator.user, impersonator.groups, request.userAgent, true);
    const key = placeOf(request);
    const place = this.#places.get(key) ?? new Map<string, Mutable<AuditUse>>();
    this.#places.set(key, place);
    const detail = detailOf(request.attributes);
    const isFolded = !place.has(detail) && place.size >= this.#maxNames;
    const slot = isFolded ? 'folded' : detail;
    const known = place.get(slot);
    const attributes = isFolded ? fold(request.attributes, known?.value.attributes) : request.attributes;
    const use = known ?? { value: startUse(request, attributes, isFolded) };
    use.value = { ...addTo(use.value, request), attributes };
    place.set(slot, use);
  }

  #addSubject(name: string, groups: readonly string[], agent: string, isSender: boolean): void {
    const old = this.#subjects.get(name) ?? { name, groups: [], ownGroups: [], userAgents: [], more: false };
    const seen = { groups, ownGroups: isSender ? groups : [], agents: agent === '' ? [] : [agent] };
    this.#subjects.set(name, grow(old, seen));
  }

  uses(): readonly AuditUse[] {
    const all = [...this.#places.values()].flatMap((place) => [...place.values()].map(({ value }) => value));
    return all
      .map((use) => ({ use, key: sortKey(use) }))
      .toSorted((a, b) => compare(a.key, b.key))
      .map(({ use }) => use);
  }

  subjects(): readonly AuditSubject[] {
    return [...this.#subjects.values()]
      .map((subject) => ({
        ...subject,
        groups: subject.groups.toSorted(compare),
        ownGroups: subject.ownGroups.toSorted(compare),
      }))
      .toSorted((a, b) => compare(a.name, b.name));
  }
}
