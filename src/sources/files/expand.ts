import { isList, isObject, type Json, type JsonObject, type Path } from '../../model/json.ts';

/** One object of a document: the document itself, or an item of a List, with the way to it. */
export interface Candidate {
  readonly data: JsonObject;
  readonly pointer: Path;
}

/** What a document holds: objects, and items of a List that are none. */
export interface Expanded {
  readonly objects: readonly Candidate[];
  readonly misfits: readonly Path[];
}

function isNamed(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

/** Tells whether data names a version and a kind, as every Kubernetes object must. */
export function isKubernetes(value: Json | undefined): value is JsonObject {
  return isObject(value) && isNamed(value['apiVersion']) && isNamed(value['kind']);
}

function itemsOf(data: JsonObject): readonly Json[] | undefined {
  const kind = data['kind'];
  if (typeof kind !== 'string' || !kind.endsWith('List')) return undefined;
  const items = data['items'];
  if (isList(items)) return items;
  // `kubectl get` writes an empty typed list with `items: null`.
  return items === null ? [] : undefined;
}

/** Items of a typed list (`PodList`) need not name version and kind: kubectl takes them from the list when both are missing. */
function inherit(item: Json, list: JsonObject): Json {
  const kind = list['kind'];
  const itemKind = typeof kind === 'string' ? kind.slice(0, -'List'.length) : '';
  if (!isObject(item) || itemKind === '' || isNamed(item['apiVersion']) || isNamed(item['kind'])) return item;
  return { apiVersion: list['apiVersion'], kind: itemKind, ...item };
}

/** Takes Lists apart, Lists in Lists too, as kubectl does. @see https://kubernetes.io/docs/reference/using-api/api-concepts/#collections */
export function expandLists(data: JsonObject): Expanded {
  const objects: Candidate[] = [];
  const misfits: Path[] = [];
  const visit = (here: JsonObject, pointer: Path): void => {
    const items = itemsOf(here);
    if (items === undefined) {
      objects.push({ data: here, pointer });
      return;
    }
    for (const [i, raw] of items.entries()) {
      const item = inherit(raw, here);
      if (isKubernetes(item)) visit(item, [...pointer, 'items', i]);
      else misfits.push([...pointer, 'items', i]);
    }
  };
  visit(data, []);
  return { objects, misfits };
}
