import { type Cluster, groupKind, type KubeObject, ownersOf, refersTo, splitApiVersion } from '../cluster/index.ts';
import { isObject, valueAt } from '../json.ts';
import { findTemplates, podTemplateOf, podTemplatePaths } from '../kube/index.ts';
import type { TemplateClasses } from './template-classes.ts';
import type { FactDefinition, View, Workload } from './types.ts';

/** The pod templates that an object holds, whoever owns it. */
export function templatesOf(
  object: KubeObject,
  extra: Cluster['extraTemplates'],
  classes: TemplateClasses,
): readonly Workload[] {
  const patterns = podTemplatePaths(object.gk, extra);
  if (patterns.length === 0) return [];
  return findTemplates(object.data, patterns).flatMap((root) => {
    const template = valueAt(object.data, root);
    if (!isObject(template)) return [];
    const classOf = classes.classOf(template);
    return [{ object, root, template: podTemplateOf(template), classOf }];
  });
}

/** Whether something else in the Cluster with a pod template made this object: then that is what a person would edit. */
function hasOwnerWithTemplate(object: KubeObject, extra: Cluster['extraTemplates'], view: View): boolean {
  return ownersOf(object).some((reference) => {
    const gk = groupKind(splitApiVersion(reference.apiVersion).group, reference.kind);
    if (podTemplatePaths(gk, extra).length === 0) return false;
    const owner = view.get(gk, object.ref.namespace, reference.name).items[0];
    return owner !== undefined && owner !== object && refersTo(reference, owner);
  });
}

/**
 * The `workloads` fact: per namespace, each pod template that stands in an object which no other workload owns, in the Cluster's order.
 * Template extraction is remembered per object, so an unchanged object keeps its Workload values through changes.
 */
export function workloadsFact(extra: Cluster['extraTemplates'], classes: TemplateClasses): FactDefinition<'workloads'> {
  const remembered = new WeakMap<KubeObject, readonly Workload[]>();
  const extract = (object: KubeObject): readonly Workload[] => {
    let found = remembered.get(object);
    if (found === undefined) remembered.set(object, (found = templatesOf(object, extra, classes)));
    return found;
  };
  return {
    name: 'workloads',
    kinds: ['*'],
    facts: [],
    keyOf: (namespace) => namespace,
    derive: (namespace, view) =>
      view.list('*', namespace).items.flatMap((object) => {
        const found = extract(object);
        return found.length === 0 || hasOwnerWithTemplate(object, extra, view) ? [] : found;
      }),
  };
}
