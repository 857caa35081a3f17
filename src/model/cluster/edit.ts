import { isList, isObject, type Json, type JsonObject, type Path, valueAt } from '../json.ts';
import type { PathOp } from './types.ts';

/** An edit that does not fit the object it was meant for; a bug of the one who made it, or an object that moved on. */
export class EditError extends Error {
  readonly op: PathOp;
  constructor(op: PathOp, message: string) {
    super(message);
    this.name = 'EditError';
    this.op = op;
  }
}

type Change = (value: Json | undefined) => Json | undefined;

function setEntry(parent: JsonObject, key: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...parent, [key]: value };
  const { [key]: _gone, ...rest } = parent;
  return rest;
}

function setItem(parent: readonly Json[], index: number, value: Json | undefined): readonly Json[] {
  if (value === undefined) return parent.filter((_, i) => i !== index);
  return parent.map((item, i) => (i === index ? value : item));
}

function changeAt(op: PathOp, here: Json | undefined, depth: number, change: Change): Json | undefined {
  if (depth === op.path.length) return change(here);
  const step = op.path[depth];
  if (typeof step === 'number') {
    if (!isList(here) || step >= here.length) throw new EditError(op, `no item ${step} to edit`);
    return setItem(here, step, changeAt(op, here[step], depth + 1, change));
  }
  if (step === undefined) throw new EditError(op, 'empty step');
  // A null parent is an absent one: the API server decodes both alike.
  const parent = here === undefined || here === null ? {} : here;
  if (!isObject(parent)) throw new EditError(op, `cannot put ${step} into a value that is no object`);
  const child = Object.hasOwn(parent, step) ? parent[step] : undefined;
  return setEntry(parent, step, changeAt(op, child, depth + 1, change));
}

function appendTo(op: PathOp, value: Json): Change {
  return (list) => {
    if (list === undefined || list === null) return [value];
    if (!isList(list)) throw new EditError(op, 'cannot insert into a value that is no list');
    return [...list, value];
  };
}

function isEmpty(value: Json | undefined): boolean {
  if (isList(value)) return value.length === 0;
  return value === undefined || (isObject(value) && Object.keys(value).length === 0);
}

function removeAt(root: Json, op: PathOp & { readonly op: 'remove' }): Json {
  if (valueAt(root, op.path) === undefined) throw new EditError(op, 'nothing there to remove');
  let result = changeAt(op, root, 0, () => undefined) ?? {};
  for (let path = op.path.slice(0, -1); op.prune === true && path.length > 0; path = path.slice(0, -1)) {
    // An emptied list item (a container) is a thing of its own; only emptied fields go.
    if (typeof path.at(-1) === 'number' || !isEmpty(valueAt(result, path))) break;
    result = changeAt({ ...op, path }, result, 0, () => undefined) ?? {};
  }
  return result;
}

/** Applies one edit; parts that do not change are shared. Throws EditError when the place is not there. */
export function applyOp(root: Json, op: PathOp): Json {
  if (op.op === 'remove') return removeAt(root, op);
  const change = op.op === 'set' ? (): Json => op.value : appendTo(op, op.value);
  return changeAt(op, root, 0, change) ?? null;
}

/** Applies edits in order. Throws EditError, see {@link applyOp}. */
export function applyOps(root: JsonObject, ops: readonly PathOp[]): JsonObject {
  let value: Json = root;
  for (const op of ops) value = applyOp(value, op);
  if (!isObject(value)) throw new TypeError('an edit replaced the whole object by something else');
  return value;
}

/** Moves edits from a part of an object (its pod template) to the whole object. */
export function prefixOps(ops: readonly PathOp[], root: Path): readonly PathOp[] {
  return root.length === 0 ? ops : ops.map((op) => ({ ...op, path: [...root, ...op.path] }));
}
