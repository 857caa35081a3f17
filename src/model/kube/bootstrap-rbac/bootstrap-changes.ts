import { isList, isObject, type JsonObject, stringifyJson, textOf, valueAt } from '../../json.ts';
import { type PolicyRule, rulesOf, subjectKey, subjectsOf, uncoveredRules } from '../rbac/index.ts';
import { findBootstrapRbac } from './bootstrap-rbac.ts';

/** In what a role or binding differs from what Kubernetes makes of that name. All empty when it is as shipped. */
export interface BootstrapChanges {
  /** What the role grants beyond the built-in one, as rules of one verb, group and resource each. */
  readonly added: readonly PolicyRule[];
  /** What it lacks of the built-in one. */
  readonly removed: readonly PolicyRule[];
  /** Subjects that the binding has beyond the built-in one, as `Group system:unauthenticated`. */
  readonly addedSubjects: readonly string[];
  readonly removedSubjects: readonly string[];
  /** The binding names another role, or the role aggregates others than the built-in one. */
  readonly redirected: boolean;
}

function subjectKeys(binding: JsonObject, namespace: string): readonly string[] {
  return subjectsOf(binding, namespace).map(subjectKey);
}

function without(all: readonly string[], some: readonly string[]): readonly string[] {
  return all.filter((one) => !some.includes(one));
}

/** Selectors as text, in any order. */
function selectorsText(role: JsonObject): string {
  const selectors = valueAt(role, ['aggregationRule', 'clusterRoleSelectors']);
  return isList(selectors)
    ? selectors
        .map((one) => stringifyJson(one))
        .toSorted()
        .join()
    : '';
}

function roleRefText(binding: JsonObject): string {
  const { roleRef } = binding;
  return isObject(roleRef) ? `${textOf(roleRef['kind'])}/${textOf(roleRef['name'])}` : '';
}

/**
 * Compares a role or binding with the one that Kubernetes 1.N makes of the same kind, namespace and name; undefined when it makes none. Rules are compared by what they grant, as
 * the API server does when it reconciles, not by how they are written. The rules of an aggregated role are the controller's and are not compared.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#auto-reconciliation
 */
export function compareWithBootstrap(
  object: JsonObject,
  namespace: string,
  minor: number,
): BootstrapChanges | undefined {
  const name = textOf(valueAt(object, ['metadata', 'name']));
  const shipped = findBootstrapRbac(textOf(object['kind']), namespace, name, minor);
  if (shipped === undefined) return undefined;
  const [ours, theirs] = isObject(shipped['aggregationRule']) ? [[], []] : [rulesOf(object), rulesOf(shipped)];
  const [subjects, shippedSubjects] = [subjectKeys(object, namespace), subjectKeys(shipped, namespace)];
  return {
    added: uncoveredRules(theirs, ours),
    removed: uncoveredRules(ours, theirs),
    addedSubjects: without(subjects, shippedSubjects),
    removedSubjects: without(shippedSubjects, subjects),
    redirected: roleRefText(object) !== roleRefText(shipped) || selectorsText(object) !== selectorsText(shipped),
  };
}

/** Whether a comparison found no difference. */
export function isUnchanged({ added, removed, addedSubjects, removedSubjects, redirected }: BootstrapChanges): boolean {
  return !redirected && [added, removed, addedSubjects, removedSubjects].every((list) => list.length === 0);
}

/** Whether a role or binding is one that Kubernetes 1.N makes itself, and still as it makes it: a subject that somebody added is not the platform's doing. */
export function isAsShipped(object: JsonObject, namespace: string, minor: number): boolean {
  const changes = compareWithBootstrap(object, namespace, minor);
  return changes !== undefined && isUnchanged(changes);
}
