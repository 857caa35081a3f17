import { isList, isObject, type Json, type JsonObject, type Path } from '../../model/json.ts';

/** One object of a document: the document itself, or an item of a List, with the way to it. */
export interface Candidate {
  readonly data: JsonObject;
  readonly pointer: Path;
}

/** What a document holds: objects, items of a List that are none, and objects that are no List by their kind and have items all the same. */
export interface Expanded {
  readonly objects: readonly Candidate[];
  readonly misfits: readonly Path[];
  readonly decoys: readonly Path[];
}

function isNamed(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

/** Tells whether data names a version and a kind, as every Kubernetes object must. */
export function isKubernetes(value: Json | undefined): value is JsonObject {
  return isObject(value) && isNamed(value['apiVersion']) && isNamed(value['kind']);
}

function isListKind({ kind }: JsonObject): boolean {
  return typeof kind === 'string' && kind.endsWith('List');
}

function itemsOf(data: JsonObject): readonly Json[] | undefined {
  const { items } = data;
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
  const decoys: Path[] = [];
  const visitItems = (items: readonly Json[], list: JsonObject, pointer: Path): void => {
    for (const [i, raw] of items.entries()) {
      const item = isListKind(list) ? inherit(raw, list) : raw;
      if (isKubernetes(item)) visit(item, [...pointer, 'items', i]);
      else if (isListKind(list)) misfits.push([...pointer, 'items', i]);
    }
  };
  const visit = (here: JsonObject, pointer: Path): void => {
    const items = itemsOf(here);
    if (items === undefined || !isListKind(here)) objects.push({ data: here, pointer });
    if (items === undefined) return;
    // To kubectl whatever has `items` is a List, and nothing else of it is applied; another client may send the object itself. Both are looked at.
    if (!isListKind(here)) decoys.push([...pointer, 'items']);
    visitItems(items, here, pointer);
  };
  visit(data, []);
  return { objects, misfits, decoys };
}
