import type { FieldProblem } from '../../cluster/types.ts';
import { formatPath, isList, isObject, type Json, type JsonObject, type Path } from '../../json.ts';
import { parseQuantity } from '../quantity.ts';
import { type FieldType, typeOfKind } from './table.ts';

/** What the API server would refuse and what it would drop. */
export interface FieldCheck {
  readonly invalid: readonly FieldProblem[];
  readonly dropped: readonly FieldProblem[];
}

const CLEAN: FieldCheck = Object.freeze({ invalid: Object.freeze([]), dropped: Object.freeze([]) });

const INT32 = 2 ** 31;
const INT64 = 2n ** 63n;
const TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const WANTED: Readonly<Record<FieldType['kind'], string>> = {
  text: 'text',
  boolean: 'true or false',
  int32: 'a whole number of 32 bits',
  int64: 'a whole number of 64 bits',
  number: 'a number',
  quantity: 'a quantity such as 500m or 64Mi',
  'int-or-string': 'a whole number or text',
  time: 'a time such as 2026-01-31T12:00:00Z',
  bytes: 'text in base64',
  any: 'anything',
  list: 'a list',
  map: 'a mapping',
  object: 'a mapping',
};

function isWhole(value: Json): boolean {
  if (typeof value === 'bigint') return value >= -INT64 && value < INT64;
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < Number(INT64);
}

function isInt32(value: Json): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= -INT32 && value < INT32;
}

function isBase64(value: Json): boolean {
  if (typeof value !== 'string') return false;
  const text = /[\r\n]/.test(value) ? value.replaceAll(/[\r\n]/g, '') : value;
  return text.length % 4 === 0 && BASE64.test(text);
}

/** Decoding trims a quantity's text before it is parsed. */
function isQuantity(value: Json): boolean {
  return parseQuantity(typeof value === 'string' ? value.trim() : value) !== undefined;
}

/** Whether the API server decodes a value, not null, as a type without parts. */
const DECODES: Readonly<Record<Exclude<FieldType['kind'], 'list' | 'map' | 'object'>, (value: Json) => boolean>> = {
  text: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  int32: isInt32,
  int64: isWhole,
  number: (value) => typeof value === 'number' || typeof value === 'bigint',
  quantity: isQuantity,
  'int-or-string': (value) => typeof value === 'string' || isInt32(value),
  time: (value) => typeof value === 'string' && TIME.test(value),
  bytes: isBase64,
  any: () => true,
};

function nameOfType(value: Json): string {
  if (isObject(value)) return 'a mapping';
  if (isList(value)) return 'a list';
  if (typeof value === 'string') return 'this text';
  return typeof value === 'boolean' ? 'true or false' : 'this number';
}

interface Walk {
  readonly path: (string | number)[];
  readonly invalid: FieldProblem[];
  readonly dropped: FieldProblem[];
}

function refuse(walk: Walk, type: FieldType, value: Json): void {
  const path: Path = [...walk.path];
  walk.invalid.push({
    kind: 'wrong-type',
    path,
    message: `${formatPath(path)} must be ${WANTED[type.kind]}, not ${nameOfType(value)}`,
  });
}

function checkList(walk: Walk, type: FieldType, value: Json): void {
  if (!isList(value)) return refuse(walk, type, value);
  const { item } = type;
  if (item === undefined) return;
  for (let i = 0; i < value.length; i++) {
    walk.path.push(i);
    checkValue(walk, item, value[i]);
    walk.path.pop();
  }
}

function checkMap(walk: Walk, type: FieldType, value: Json): void {
  if (!isObject(value)) return refuse(walk, type, value);
  const { item } = type;
  if (item === undefined) return;
  for (const key of Object.keys(value)) {
    walk.path.push(key);
    checkValue(walk, item, value[key]);
    walk.path.pop();
  }
}

function checkObject(walk: Walk, type: FieldType, value: Json): void {
  if (!isObject(value)) return refuse(walk, type, value);
  for (const key of Object.keys(value)) {
    const field = type.fields?.get(key);
    walk.path.push(key);
    if (field === undefined) {
      const path: Path = [...walk.path];
      walk.dropped.push({
        kind: 'unknown-field',
        path,
        message: `${formatPath(path)} is not a field; the API server drops it`,
      });
    } else {
      checkValue(walk, field, value[key]);
    }
    walk.path.pop();
  }
}

function checkValue(walk: Walk, type: FieldType, value: Json | undefined): void {
  // null decodes as the field's zero value, whatever the type.
  if (value === null || value === undefined) return;
  if (type.kind === 'object') checkObject(walk, type, value);
  else if (type.kind === 'list') checkList(walk, type, value);
  else if (type.kind === 'map') checkMap(walk, type, value);
  else if (!DECODES[type.kind](value)) refuse(walk, type, value);
}

/**
 * Checks an object's fields as the API server of a minor version decodes them: wrong types, which it refuses, and fields it does not know, which it
 * drops (the topmost one of each). Names are case-sensitive. Undefined for kinds that are not Kubernetes' own. Messages never hold a value.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */
export function checkFields(
  id: { readonly group: string; readonly version: string; readonly kind: string },
  data: JsonObject,
  minor: number,
): FieldCheck | undefined {
  const type = typeOfKind(id.group, id.version, id.kind, minor);
  if (type === undefined) return undefined;
  const walk: Walk = { path: [], invalid: [], dropped: [] };
  checkObject(walk, type, data);
  return walk.invalid.length === 0 && walk.dropped.length === 0
    ? CLEAN
    : { invalid: walk.invalid, dropped: walk.dropped };
}

/**
 * Whether a path names a field that a kind has in a minor version (list positions and map keys may be any); undefined for kinds that are not
 * Kubernetes' own.
 */
export function isKnownField(
  id: { readonly group: string; readonly version: string; readonly kind: string },
  path: Path,
  minor: number,
): boolean | undefined {
  let type = typeOfKind(id.group, id.version, id.kind, minor);
  if (type === undefined) return undefined;
  for (const step of path) {
    if (type.kind === 'any') return true;
    const next: FieldType | undefined = type.kind === 'object' ? type.fields?.get(String(step)) : type.item;
    if (next === undefined || (type.kind === 'list') !== (typeof step === 'number')) return false;
    type = next;
  }
  return true;
}

function without(value: Json | undefined, paths: readonly Path[]): Json | undefined {
  const here = paths.filter((path) => path.length === 1).map(([step]) => step);
  const below = (step: string | number): readonly Path[] =>
    paths.filter((path) => path.length > 1 && path[0] === step).map((path) => path.slice(1));
  if (isList(value)) return value.map((item, i) => (below(i).length === 0 ? item : (without(item, below(i)) ?? null)));
  if (!isObject(value)) return value;
  const kept: Record<string, Json | undefined> = {};
  for (const key of Object.keys(value)) {
    if (here.includes(key)) continue;
    const deeper = below(key);
    // Plain assignment would make `__proto__` the prototype instead of a key.
    Object.defineProperty(kept, key, {
      value: deeper.length === 0 ? value[key] : without(value[key], deeper),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return kept;
}

/** The object without the fields that the API server would drop; the same object when there are none. */
export function trimUnknown(data: JsonObject, dropped: readonly FieldProblem[]): JsonObject {
  if (dropped.length === 0) return data;
  const trimmed = without(
    data,
    dropped.map(({ path }) => path),
  );
  return isObject(trimmed) ? trimmed : data;
}
