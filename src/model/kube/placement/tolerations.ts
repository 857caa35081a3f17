import { isList, isObject, type Json, type JsonObject, sameJson, textOf } from '../../json.ts';

const FIELDS = ['key', 'operator', 'value', 'effect'] as const;
/** Taints that every pod tolerates for five minutes when it does not say otherwise. */
const FOR_A_WHILE = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const SECONDS = 300;

/** A toleration as it is stored: empty fields are none. */
function normalize(toleration: JsonObject): JsonObject {
  const texts = FIELDS.flatMap((field) =>
    textOf(toleration[field]) === '' ? [] : [[field, toleration[field]] as const],
  );
  const seconds = toleration['tolerationSeconds'];
  return { ...Object.fromEntries(texts), ...(typeof seconds === 'number' ? { tolerationSeconds: seconds } : {}) };
}

/** Reads tolerations as they are stored. */
export function readTolerations(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject).map(normalize) : [];
}

function outlasts(wide: JsonObject, narrow: JsonObject): boolean {
  const [most, own] = [wide['tolerationSeconds'], narrow['tolerationSeconds']];
  if (wide['effect'] !== 'NoExecute' || typeof most !== 'number') return true;
  return typeof own === 'number' && own <= most;
}

function meetsTaints(wide: JsonObject, narrow: JsonObject): boolean {
  const { key, effect, operator } = wide;
  const isOfKey = key === narrow['key'] || (key === undefined && operator === 'Exists');
  return isOfKey && (effect === undefined || effect === narrow['effect']) && outlasts(wide, narrow);
}

function covers(wide: JsonObject, narrow: JsonObject): boolean {
  if (sameJson(wide, narrow)) return true;
  if (!meetsTaints(wide, narrow)) return false;
  const operator = textOf(wide['operator']);
  if (operator === 'Exists') return true;
  // One that names no operator means Equal, yet is itself covered by none but its like: so the server has it.
  const isEqual = operator === '' || operator === 'Equal';
  return isEqual && narrow['operator'] === 'Equal' && narrow['value'] === wide['value'];
}

/** Both lists together, without those that another one covers. */
export function mergeTolerations(first: readonly JsonObject[], second: readonly JsonObject[]): readonly JsonObject[] {
  const all = [...first, ...second];
  const merged: JsonObject[] = [];
  for (const [i, one] of all.entries()) {
    if (merged.some((other) => covers(other, one))) continue;
    if (all.slice(i + 1).some((other) => !sameJson(other, one) && covers(other, one))) continue;
    merged.push(one);
  }
  return merged;
}

/**
 * What the DefaultTolerationSeconds plug-in adds to a new pod, with the server's own five minutes.
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
 */
export function withDefaultTolerations(tolerations: readonly JsonObject[]): readonly JsonObject[] {
  const isCovered = (key: string): boolean =>
    tolerations.some((one) => {
      const [own, effect] = [textOf(one['key']), textOf(one['effect'])];
      return (own === key || own === '') && (effect === 'NoExecute' || effect === '');
    });
  const added = FOR_A_WHILE.filter((key) => !isCovered(key)).map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: SECONDS,
  }));
  return [...tolerations, ...added];
}
