import type { RequestAttributes } from './attributes.ts';
import { type FieldTerm, parseFieldSelector } from './field-selector.ts';

const VERBS: ReadonlyMap<string, string> = new Map([
  ['POST', 'create'],
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
]);
/** Words of old that stand in a path before the resource and are the verb. */
const PATH_VERBS = ['proxy', 'watch'];
const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];
const SELECTING = ['list', 'watch', 'deletecollection'];

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isWhole(text: string | null): boolean {
  return text === null || /^[+-]?\d+$/.test(text);
}

interface ListOptions {
  readonly watch: boolean;
  readonly name: string;
}

function isWatch(query: URLSearchParams): boolean {
  const watch = query.get('watch');
  return watch !== null && watch !== '0' && watch.toLowerCase() !== 'false';
}

/** What of a list's parameters decides the verb and the name: one that cannot be decoded takes the name away. */
function readList(query: URLSearchParams, terms: readonly FieldTerm[] | undefined): ListOptions {
  const watch = isWatch(query);
  if (terms === undefined || !isWhole(query.get('limit')) || !isWhole(query.get('timeoutSeconds')))
    return { watch, name: '' };
  const named = terms.find(({ field, operator }) => field === 'metadata.name' && operator === '=');
  const isSegment = named !== undefined && !['.', '..'].includes(named.value) && !/[/%]/.test(named.value);
  return { watch, name: isSegment ? named.value : '' };
}

interface Place {
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
}

/** The namespace that a path names, and what comes after it: `namespaces/x` is the Namespace itself too, unless something else of it follows. */
function splitNamespace(parts: readonly string[]): readonly [string, readonly string[]] {
  if (parts[0] !== 'namespaces' || parts.length < 2) return ['', parts];
  const goesOn = parts.length > 2 && !NAMESPACE_SUBRESOURCES.includes(parts[2] ?? '');
  return [parts[1] ?? '', goesOn ? parts.slice(2) : parts];
}

function readPlace(parts: readonly string[], verb: string): Place {
  const [namespace, [resource = '', name = '', below = '']] = splitNamespace(parts);
  return { namespace, resource, name, subresource: verb === 'proxy' ? '' : below };
}

function groupAndRest(
  parts: readonly string[],
): { readonly group: string; readonly rest: readonly string[] } | undefined {
  if (parts[0] === 'api' && parts.length >= 3) return { group: '', rest: parts.slice(2) };
  if (parts[0] === 'apis' && parts.length >= 4) return { group: parts[1] ?? '', rest: parts.slice(3) };
  return undefined;
}

function verbOf(verb: string, name: string, watch: boolean): string {
  if (name !== '') return verb;
  if (verb === 'get') return watch ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}

function hasItems<T>(list: readonly T[] | undefined): list is readonly T[] {
  return list !== undefined && list.length > 0;
}

function verbByPath(rest: readonly string[]): string | undefined {
  return rest.length > 1 ? PATH_VERBS.find((verb) => verb === rest[0]) : undefined;
}

function readResource(
  method: string,
  group: string,
  rest: readonly string[],
  query: URLSearchParams,
): RequestAttributes {
  const byPath = verbByPath(rest);
  const written = byPath ?? VERBS.get(method) ?? '';
  const place = readPlace(byPath === undefined ? rest : rest.slice(1), written);
  const terms = parseFieldSelector(query.get('fieldSelector') ?? '');
  const list = readList(query, terms);
  const verb = verbOf(written, place.name, list.watch);
  const name = place.name === '' && written === 'get' ? list.name : place.name;
  const attributes = { kind: 'resource', verb, group, ...place, name } as const;
  const fieldSelector = byPath === undefined && SELECTING.includes(verb) ? terms : undefined;
  return hasItems(fieldSelector) ? { ...attributes, fieldSelector } : attributes;
}

/**
 * What authorizers see of an HTTP request, as the API server makes it from the method and the URI (path and query, still escaped). A `metadata.name` that a list's field selector
 * demands is the name of the request.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb
 */
export function attributesOfHttp(method: string, uri: string): RequestAttributes {
  const mark = uri.indexOf('?');
  const path = decode(mark < 0 ? uri : uri.slice(0, mark));
  const found = groupAndRest(path.replace(/^\/+/, '').replace(/\/+$/, '').split('/'));
  if (found === undefined) return { kind: 'url', verb: method.toLowerCase(), path };
  return readResource(method, found.group, found.rest, new URLSearchParams(mark < 0 ? '' : uri.slice(mark + 1)));
}
