import tableData from './field-table.json' with { type: 'json' };

type RawKind =
  | readonly [string, number]
  | readonly [string, number, number]
  | readonly [string, number, number, number];

interface RawTable {
  readonly oldest: number;
  readonly newest: number;
  readonly kinds: Readonly<Record<string, RawKind>>;
  /**
   * Fields of each type as one text, which is read when the type is first asked for: `name:code`, blanks between; `@first` or `@first-last` after it where not
   * all minors have the field, 0 for the oldest.
   */
  readonly common: Readonly<Record<string, string>>;
  /** Types that few manifests have, kept apart so that most scans need not read them. */
  readonly other: Readonly<Record<string, string>>;
}

const TABLE = tableData as unknown as RawTable;

/** The oldest minor whose fields are known; older ones are read as it. */
export const OLDEST_FIELDS = TABLE.oldest;

/** What a field holds; `item` for lists and maps, `fields` for objects whose fields are known. */
export interface FieldType {
  readonly kind:
    | 'text'
    | 'boolean'
    | 'int32'
    | 'int64'
    | 'number'
    | 'quantity'
    | 'int-or-string'
    | 'time'
    | 'bytes'
    | 'any'
    | 'list'
    | 'map'
    | 'object';
  readonly item?: FieldType;
  /** Of an object's fields, those that exist in the minor at hand. */
  readonly fields?: ReadonlyMap<string, FieldType>;
}

const SCALARS: Readonly<Record<string, FieldType>> = {
  s: { kind: 'text' },
  b: { kind: 'boolean' },
  i: { kind: 'int32' },
  l: { kind: 'int64' },
  n: { kind: 'number' },
  q: { kind: 'quantity' },
  x: { kind: 'int-or-string' },
  t: { kind: 'time' },
  y: { kind: 'bytes' },
  j: { kind: 'any' },
};

/** Types of one minor, made when first asked for; recursive types refer to themselves through `fields`. */
type TypesOfMinor = Map<string, FieldType>;

const byMinor = new Map<number, TypesOfMinor>();

function typeOf(code: string, minor: number, types: TypesOfMinor): FieldType {
  if (code.startsWith('[')) return { kind: 'list', item: typeOf(code.slice(1), minor, types) };
  if (code.startsWith('{')) return { kind: 'map', item: typeOf(code.slice(1), minor, types) };
  if (code.startsWith('#')) return objectType(code.slice(1), minor, types);
  return SCALARS[code] ?? { kind: 'any' };
}

function objectType(name: string, minor: number, types: TypesOfMinor): FieldType {
  const known = types.get(name);
  if (known !== undefined) return known;
  let fields: ReadonlyMap<string, FieldType> | undefined;
  const made: FieldType = {
    kind: 'object',
    // Made when first asked for: a pod may hold hundreds of types, and the pods of a scan use few of them.
    get fields() {
      fields ??= fieldsOf(name, minor, types);
      return fields;
    },
  };
  types.set(name, made);
  return made;
}

/** Whether a minor is within `29`, `29-34`, or all that '' stands for. */
function isWithin(minor: number, minors: string): boolean {
  if (minors === '') return true;
  const [since = 0, until = Number.MAX_SAFE_INTEGER] = minors.split('-').map(Number);
  return minor >= since && minor <= until;
}

function fieldsOf(name: string, minor: number, types: TypesOfMinor): ReadonlyMap<string, FieldType> {
  const fields = new Map<string, FieldType>();
  const text = TABLE.common[name] ?? TABLE.other[name] ?? '';
  for (const entry of text === '' ? [] : text.split(' ')) {
    const [field = '', type = ''] = entry.split(':');
    const [code = '', minors = ''] = type.split('@');
    if (isWithin(minor, minors)) fields.set(field, typeOf(code, minor, types));
  }
  return fields;
}

/** The minor whose table stands in for `minor`: beyond the known ones the nearest that is known. */
function knownMinor(minor: number): number {
  return Math.min(TABLE.newest, Math.max(TABLE.oldest, minor));
}

/**
 * The type of a kind in a minor version; undefined for kinds that Kubernetes does not have. A version that is served in other minors only is read
 * with the fields that it has there.
 */
export function typeOfKind(group: string, version: string, kind: string, minor: number): FieldType | undefined {
  const id = `${group}/${version}/${kind}`;
  const raw = Object.hasOwn(TABLE.kinds, id) ? TABLE.kinds[id] : undefined;
  if (raw === undefined) return undefined;
  const [name, , since, until] = raw;
  const within = Math.min(until ?? TABLE.newest, Math.max(since ?? TABLE.oldest, knownMinor(minor)));
  let types = byMinor.get(within);
  if (types === undefined) byMinor.set(within, (types = new Map()));
  return objectType(name, within, types);
}

/** The first minor of the table that serves `group/version/Kind` (0 for the oldest one it knows); undefined for what no minor serves. */
export function servedSince(id: string): number | undefined {
  const raw = Object.hasOwn(TABLE.kinds, id) ? TABLE.kinds[id] : undefined;
  return raw === undefined ? undefined : (raw[2] ?? 0);
}

/** Whether an API group ('' for the core) has a kind in some minor of the table. */
export function tableHasGroup(group: string): boolean {
  const start = `${group}/`;
  for (const id in TABLE.kinds) if (id.startsWith(start)) return true;
  return false;
}

/** Whether objects live in namespaces, by kind and group (`Pod`, `Deployment.apps`), for every kind of the table. */
export function scopesOfTable(): Map<string, boolean> {
  const scopes = new Map<string, boolean>();
  for (const id in TABLE.kinds) {
    const first = id.indexOf('/');
    const kind = id.slice(id.lastIndexOf('/') + 1);
    scopes.set(first === 0 ? kind : `${kind}.${id.slice(0, first)}`, TABLE.kinds[id]?.[1] === 1);
  }
  return scopes;
}

/** All kinds of the table: `group/version/Kind` with whether its objects live in namespaces and the minors that serve it. */
export function* kindsOfTable(): Iterable<{
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly since: number;
  readonly until: number;
}> {
  for (const [id, [, namespaced, since, until]] of Object.entries(TABLE.kinds)) {
    const [group = '', version = '', kind = ''] = id.split('/');
    yield { group, version, kind, namespaced: namespaced === 1, since: since ?? 0, until: until ?? TABLE.newest };
  }
}
