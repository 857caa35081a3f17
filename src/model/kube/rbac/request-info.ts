import type { RequestAttributes } from './attributes.ts';
import { type FieldTerm, parseFieldSelector } from './field-selector.ts';

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
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

/** Where the parts of a path after the version lead: `namespaces/x` is the Namespace and in it, unless something of it follows. */
function readPlace(parts: readonly string[], verb: string): Place {
  const [first = '', second = '', third = ''] = parts;
  const isInNamespace = first === 'namespaces' && parts.length > 1;
  const goesOn = isInNamespace && parts.length > 2 && !NAMESPACE_SUBRESOURCES.includes(third);
  const [resource = '', name = '', subresource = ''] = goesOn ? parts.slice(2) : parts;
  return {
    namespace: isInNamespace ? second : '',
    resource,
    name,
    subresource: verb === 'proxy' ? '' : subresource,
  };
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

/**
 * What authorizers see of an HTTP request, as the API server makes it from the method and the URI (path and query, still escaped). A `metadata.name` that a list's field selector
 * demands is the name of the request.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb
 */
export function attributesOfHttp(method: string, uri: string): RequestAttributes {
  const mark = uri.indexOf('?');
  const path = decode(mark < 0 ? uri : uri.slice(0, mark));
  const query = new URLSearchParams(mark < 0 ? '' : uri.slice(mark + 1));
  const found = groupAndRest(path.replace(/^\/+/, '').replace(/\/+$/, '').split('/'));
  if (found === undefined) return { kind: 'url', verb: method.toLowerCase(), path };
  const { group, rest } = found;
  const byPath = PATH_VERBS.includes(rest[0] ?? '') && rest.length > 1 ? rest[0] : undefined;
  const written = byPath ?? VERBS[method] ?? '';
  const place = readPlace(byPath === undefined ? rest : rest.slice(1), written);
  const terms = parseFieldSelector(query.get('fieldSelector') ?? '');
  const list = readList(query, terms);
  const name = place.name === '' && written === 'get' ? list.name : place.name;
  const verb = verbOf(written, place.name, list.watch);
  const selects = byPath === undefined && SELECTING.includes(verb) && terms !== undefined && terms.length > 0;
  return {
    kind: 'resource',
    verb,
    group,
    resource: place.resource,
    subresource: place.subresource,
    namespace: place.namespace,
    name,
    ...(selects ? { fieldSelector: terms } : {}),
  };
}
