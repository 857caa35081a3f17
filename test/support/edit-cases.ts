import { applyOp, type PathOp } from '../../src/model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, type Path } from '../../src/model/json.ts';
import { below, chance, pick, type Rng } from './rng.ts';

const KEYS = [
  'spec',
  'metadata',
  'containers',
  'securityContext',
  'capabilities',
  'add',
  'drop',
  'name',
  'image',
  'env',
  'value',
  'args',
  'app.kubernetes.io/name',
  'data.txt',
  'a b',
  'yes',
  '8080',
  'é',
];
const TEXTS = [
  '',
  'nginx:1.27',
  'true',
  '0777',
  '128Mi',
  '10.0.0.1',
  'ALL',
  '- x',
  'a: b',
  'a #b',
  ' lead',
  'trail ',
  'it\'s "so"',
  'one\ntwo',
  'one\n\n  two\n',
  '\nlead',
  'keep\n\n',
  '{}',
  '*a',
  '&a',
  '# no',
  'ünï',
  '12:30:45',
  '~',
  'null',
  '$(VAR)',
  '--flag=1',
  'a, b',
  'tab\there',
  '1e3',
  'several words to be folded somewhere',
  '.5',
  '=',
  '<<',
  '\u00a0',
  '2001-01-01',
];

/** A scalar of any type. */
function randomScalar(rng: Rng): Json {
  if (chance(rng, 0.6)) return pick(rng, TEXTS);
  return pick<Json>(rng, [null, true, false, 0, 1, -5, 8080, 0.5, 9_223_372_036_854_775_807n, 1e21]);
}

/** A value of at most `depth` levels, in the shapes that manifests have. */
export function randomValue(rng: Rng, depth: number): Json {
  if (depth === 0 || chance(rng, 0.35)) return randomScalar(rng);
  if (chance(rng, 0.4)) return Array.from({ length: below(rng, 4) }, () => randomValue(rng, depth - 1));
  return randomObject(rng, depth, below(rng, 5));
}

/** An object of at most `size` keys. */
export function randomObject(rng: Rng, depth: number, size: number): JsonObject {
  const result: Record<string, Json> = {};
  for (let i = 0; i < size; i += 1) result[pick(rng, KEYS)] = randomValue(rng, depth - 1);
  return result;
}

/** A value in which some parts occur twice, so that anchors find something to stand for. */
export function withRepeats(value: Json, rng: Rng): Json {
  const parts: Json[] = [];
  const visit = (one: Json): Json => {
    if (parts.length > 0 && chance(rng, 0.2)) return pick(rng, parts);
    let made: Json = one;
    if (isList(one)) made = one.map(visit);
    else if (isObject(one))
      made = Object.fromEntries(Object.entries(one).map(([key, item]) => [key, visit(item ?? null)]));
    parts.push(made);
    if (isObject(made) && chance(rng, 0.5)) parts.push({ ...made, name: pick(rng, TEXTS) });
    return made;
  };
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item ?? null)]))
    : visit(value);
}

function pathsIn(value: Json, here: Path = []): readonly Path[] {
  const inner = isList(value)
    ? value.flatMap((item, i) => pathsIn(item, [...here, i]))
    : isObject(value)
      ? Object.entries(value).flatMap(([key, item]) => pathsIn(item ?? null, [...here, key]))
      : [];
  return here.length === 0 ? inner : [here, ...inner];
}

function valueOf(root: Json, path: Path): Json {
  let here: Json | undefined = root;
  for (const step of path) here = (here as Record<string | number, Json>)[step];
  return here ?? null;
}

/** One operation that fits a value. */
export function randomOp(value: JsonObject, rng: Rng): PathOp {
  const paths = pathsIn(value);
  const path: Path = paths.length === 0 ? [] : pick(rng, paths);
  const here = valueOf(value, path);
  const kind = rng();
  if (path.length > 0 && kind < 0.3) return { op: 'remove', path, prune: chance(rng, 0.4) };
  if (path.length > 0 && kind < 0.5) return { op: 'set', path, value: randomValue(rng, 2) };
  if (isList(here) && kind < 0.9) return { op: 'insert', path, value: randomValue(rng, 2) };
  if (isObject(here) || here === null) {
    const more = Array.from({ length: 1 + below(rng, 2) }, () => pick(rng, KEYS));
    if (here === null || more.slice(0, -1).every((key) => here[key] === undefined))
      return { op: 'set', path: [...path, ...more], value: randomValue(rng, 2) };
  }
  return { op: 'set', path: [pick(rng, ['zone', 'tier'])], value: randomValue(rng, 2) };
}

/** Operations that fit one after the other, with the object they lead to. */
export function randomOps(
  value: JsonObject,
  count: number,
  rng: Rng,
): { readonly ops: readonly PathOp[]; readonly after: Json } {
  const ops: PathOp[] = [];
  let after: Json = value;
  for (let i = 0; i < count && isObject(after); i += 1) {
    const op = randomOp(after, rng);
    ops.push(op);
    after = applyOp(after, op);
  }
  return { ops, after };
}
