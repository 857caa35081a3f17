import { formatAttributes, type RequestAttributes } from '../../model/kube/index.ts';
import type { AuditRequest, AuditSubject, AuditUse } from './types.ts';

const MOST_AGENTS = 8;
const MOST_GROUPS = 64;

interface Mutable<T> {
  value: T;
}

function placeOf({ attributes, user, impersonator }: AuditRequest): string {
  const place =
    attributes.kind === 'url'
      ? [attributes.verb]
      : [attributes.verb, attributes.group, attributes.resource, attributes.subresource, attributes.namespace];
  return JSON.stringify([user, impersonator?.user ?? '', attributes.kind, ...place]);
}

function detailOf(attributes: RequestAttributes): string {
  if (attributes.kind === 'url') return attributes.path;
  return JSON.stringify([attributes.name, attributes.fieldSelector ?? []]);
}

/** Without what is too various to keep; a field selector is left out too. */
function fold(attributes: RequestAttributes): RequestAttributes {
  if (attributes.kind === 'url') return { ...attributes, path: '' };
  const { kind, verb, group, resource, subresource, namespace } = attributes;
  return { kind, verb, group, resource, subresource, namespace, name: '' };
}

function startUse(
  { user, impersonator, time }: AuditRequest,
  attributes: RequestAttributes,
  folded: boolean,
): AuditUse {
  const counts = { allowed: 0, forbidden: 0, unknown: 0, created: 0 };
  return { subject: user, attributes, folded, impersonator: impersonator?.user, first: time, last: time, ...counts };
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
function sortKey({ subject, attributes, impersonator, folded }: AuditUse): string {
  return JSON.stringify([
    subject,
    impersonator ?? '',
    formatAttributes(attributes),
    folded ? 0 : 1,
    detailOf(attributes),
  ]);
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
    this.#addSubject(request.user, request.groups, request.userAgent);
    if (request.impersonator !== undefined)
      this.#addSubject(request.impersonator.user, request.impersonator.groups, request.userAgent);
    const key = placeOf(request);
    const place = this.#places.get(key) ?? new Map<string, Mutable<AuditUse>>();
    this.#places.set(key, place);
    const detail = detailOf(request.attributes);
    const isFolded = !place.has(detail) && place.size >= this.#maxNames;
    const slot = isFolded ? 'folded' : detail;
    const attributes = isFolded ? fold(request.attributes) : request.attributes;
    const use = place.get(slot) ?? { value: startUse(request, attributes, isFolded) };
    use.value = addTo(use.value, request);
    place.set(slot, use);
  }

  #addSubject(name: string, groups: readonly string[], agent: string): void {
    const old = this.#subjects.get(name) ?? { name, groups: [], userAgents: [], more: false };
    const grown = add(old.groups, groups, MOST_GROUPS);
    const agents = add(old.userAgents, agent === '' ? [] : [agent], MOST_AGENTS);
    const more = old.more || grown.more || agents.more;
    if (grown.list === old.groups && agents.list === old.userAgents && this.#subjects.has(name) && more === old.more)
      return;
    this.#subjects.set(name, { name, groups: grown.list, userAgents: agents.list, more });
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
      .map((subject) => ({ ...subject, groups: subject.groups.toSorted(compare) }))
      .toSorted((a, b) => compare(a.name, b.name));
  }
}
