import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { groupKind, type GroupKind } from '../../model/cluster/index.ts';

const MOST_STEPS = 12;

function propertiesOf(schema: JsonObject): JsonObject {
  const { properties } = schema;
  return isObject(properties) ? properties : {};
}

/** Whether a schema is that of a pod's spec: `containers`, each with a name and an image. */
function isPodSpecSchema(schema: JsonObject): boolean {
  const items = valueAt(propertiesOf(schema), ['containers', 'items']);
  const fields = isObject(items) ? propertiesOf(items) : {};
  return Object.hasOwn(fields, 'name') && Object.hasOwn(fields, 'image');
}

function* findIn(schema: Json | undefined, at: readonly string[]): Iterable<readonly string[]> {
  if (!isObject(schema) || at.length > MOST_STEPS) return;
  if (at.at(-1) === 'spec' && isPodSpecSchema(schema)) {
    yield at.slice(0, -1);
    return;
  }
  for (const [name, inner] of Object.entries(propertiesOf(schema))) yield* findIn(inner, [...at, name]);
  if (schema['items'] !== undefined) yield* findIn(schema['items'], [...at, '*']);
  if (isObject(schema['additionalProperties'])) yield* findIn(schema['additionalProperties'], [...at, '*']);
}

function storedVersion(versions: readonly JsonObject[]): JsonObject | undefined {
  return versions.find(({ storage }) => storage === true) ?? versions[0];
}

/** The kind that a CustomResourceDefinition defines, and where its objects hold pod templates as far as its schema says. */
export function templatesOfDefinition(data: JsonObject): {
  readonly gk: GroupKind;
  readonly templates: readonly (readonly string[])[];
} {
  const gk = groupKind(textOf(valueAt(data, ['spec', 'group'])), textOf(valueAt(data, ['spec', 'names', 'kind'])));
  const list = valueAt(data, ['spec', 'versions']);
  const version = storedVersion(isList(list) ? list.filter(isObject) : []);
  const schema = valueAt(version, ['schema', 'openAPIV3Schema']);
  return { gk, templates: [...findIn(schema, [])] };
}

/** A CustomResourceDefinition without its schemas, which can be megabytes and are read once. */
export function withoutSchemas(data: JsonObject): JsonObject {
  const { spec } = data;
  if (!isObject(spec)) return data;
  const { conversion: _conversion, versions, ...rest } = spec;
  const kept = (isList(versions) ? versions.filter(isObject) : []).map(({ name, served, storage }) => ({
    name,
    served,
    storage,
  }));
  return { ...data, spec: { ...rest, versions: kept } };
}
