import type { JsonObject } from '../json.ts';
import { InvalidFieldError, objectsAt, stringAt, stringMapAt, stringsAt } from './pod.ts';

type Labels = Readonly<Record<string, string>>;

/** `In` and `NotIn` must have values, the others none: the API server refuses what is not so, and would match it in ways that nobody meant. */
function checkValues(operator: string | undefined, values: readonly string[]): void {
  const wantsSome = operator === 'In' || operator === 'NotIn';
  if (wantsSome === values.length > 0) return;
  throw new InvalidFieldError('values', wantsSome ? 'a list of at least one value' : 'empty, as the operator asks');
}

function matchesExpression(expression: JsonObject, labels: Labels): boolean {
  const key = stringAt(expression, 'key') ?? '';
  const values = stringsAt(expression, 'values');
  checkValues(stringAt(expression, 'operator'), values);
  const has = Object.hasOwn(labels, key);
  const among = has && values.includes(labels[key] ?? '');
  switch (stringAt(expression, 'operator')) {
    case 'In':
      return among;
    case 'NotIn':
      return !among;
    case 'Exists':
      return has;
    case 'DoesNotExist':
      return !has;
    default:
      throw new InvalidFieldError('operator', 'one of In, NotIn, Exists, DoesNotExist');
  }
}

/**
 * Tells whether a LabelSelector selects a set of labels: every matchLabels entry and every matchExpressions entry must hold, an empty selector selects all.
 * `NotIn` also selects what lacks the key. Throws InvalidFieldError on wrong types and unknown operators, which the API server refuses.
 * What an *absent* selector means differs from field to field and is the caller's to know.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function matchesSelector(selector: JsonObject, labels: Labels): boolean {
  const wanted = stringMapAt(selector, 'matchLabels');
  for (const key of Object.keys(wanted)) {
    if (!Object.hasOwn(labels, key) || labels[key] !== wanted[key]) return false;
  }
  return objectsAt(selector, 'matchExpressions').every((expression) => matchesExpression(expression, labels));
}

/** Tells whether a selector selects everything: it has no entries. Throws InvalidFieldError on wrong types. */
export function selectsAll(selector: JsonObject): boolean {
  return (
    Object.keys(stringMapAt(selector, 'matchLabels')).length === 0 &&
    objectsAt(selector, 'matchExpressions').length === 0
  );
}

/**
 * Tells whether an equality selector (`spec.selector` of a Service or ReplicationController) selects a set of labels; an empty one selects nothing there.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors
 */
export function matchesLabelMap(selector: Labels, labels: Labels): boolean {
  const keys = Object.keys(selector);
  return keys.length > 0 && keys.every((key) => Object.hasOwn(labels, key) && labels[key] === selector[key]);
}
