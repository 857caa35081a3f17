import { isList, isObject, type Json, type JsonObject, type Path } from '../json.ts';

/** The three lists a pod can hold containers in. */
export type ContainerListName = 'containers' | 'initContainers' | 'ephemeralContainers';

/** One container of a pod template, with its place. `path` starts at the template's root (`spec`, `containers`, 0). */
export interface Container {
  readonly list: ContainerListName;
  readonly index: number;
  /** The container's name; `#<index>` when it has none. */
  readonly name: string;
  /** An init container with restartPolicy Always: it runs beside the others (KEP-753). */
  readonly sidecar: boolean;
  readonly data: JsonObject;
  readonly path: Path;
}

/** What a pod is made from: `metadata` and `spec`, whatever object it stands in. Paths of every judgement start here. */
export interface PodTemplate {
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
  readonly containers: readonly Container[];
  /** spec.os.name is windows: Linux-only controls do not apply from 1.25 on. */
  readonly windows: boolean;
  /**
   * The places of the container lists that could not be read whole (not a list, or with an item that is no object), or `spec` when that is no object. A
   * judge that did not see their containers may not say `pass`.
   */
  readonly broken: readonly Path[];
}

/** A field has a type that the API server would reject; the engine turns it into `unknown (invalid)`. */
export class InvalidFieldError extends Error {
  readonly field: string;
  constructor(field: string, wanted: string) {
    super(`${field} is not ${wanted}`);
    this.name = 'InvalidFieldError';
    this.field = field;
  }
}

const EMPTY: JsonObject = Object.freeze({});
const NOTHING: readonly Json[] = Object.freeze([]);

/** Reads an optional boolean; null counts as absent, as the API server decodes it. Throws InvalidFieldError on another type. */
export function boolAt(parent: JsonObject, key: string): boolean | undefined {
  const value = parent[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw new InvalidFieldError(key, 'a boolean');
  return value;
}

/** Reads an optional string; null counts as absent. Throws InvalidFieldError on another type. */
export function stringAt(parent: JsonObject, key: string): string | undefined {
  const value = parent[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new InvalidFieldError(key, 'a string');
  return value;
}

/** Reads an optional whole number (int64 as bigint is narrowed when it fits). Throws InvalidFieldError on another type. */
export function intAt(parent: JsonObject, key: string): number | undefined {
  const value = parent[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new InvalidFieldError(key, 'a whole number');
  return value;
}

/** Reads an optional object; an absent or null one reads as empty. Throws InvalidFieldError on another type. */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  if (value === undefined || value === null) return EMPTY;
  if (!isObject(value)) throw new InvalidFieldError(key, 'an object');
  return value;
}

/** Reads an optional list; an absent or null one reads as empty. Throws InvalidFieldError on another type. */
export function listAt(parent: JsonObject, key: string): readonly Json[] {
  const value = parent[key];
  if (value === undefined || value === null) return NOTHING;
  if (!isList(value)) throw new InvalidFieldError(key, 'a list');
  return value;
}

/** Reads an optional list of objects; null items read as empty objects, as the API server decodes them. */
export function objectsAt(parent: JsonObject, key: string): readonly JsonObject[] {
  return listAt(parent, key).map((item, index) => {
    if (item === null) return EMPTY;
    if (!isObject(item)) throw new InvalidFieldError(`${key}[${index}]`, 'an object');
    return item;
  });
}

/** Reads an optional list of strings; null items read as '', as the API server decodes them. */
export function stringsAt(parent: JsonObject, key: string): readonly string[] {
  return listAt(parent, key).map((item, index) => {
    if (item === null) return '';
    if (typeof item !== 'string') throw new InvalidFieldError(`${key}[${index}]`, 'a string');
    return item;
  });
}

/** Reads an optional map of strings; null values read as ''. */
export function stringMapAt(parent: JsonObject, key: string): Readonly<Record<string, string>> {
  const map = objectAt(parent, key);
  let hasNulls = false;
  for (const [name, value] of Object.entries(map)) {
    if (value === null) hasNulls = true;
    else if (typeof value !== 'string') throw new InvalidFieldError(`${key}.${name}`, 'a string');
  }
  const read = hasNulls ? Object.fromEntries(Object.entries(map).map(([name, value]) => [name, value ?? ''])) : map;
  return read as Readonly<Record<string, string>>;
}
