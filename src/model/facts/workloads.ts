import { type Cluster, groupKind, type KubeObject, ownersOf, refersTo, splitApiVersion } from '../cluster/index.ts';
import { isObject, type JsonObject, valueAt } from '../json.ts';
import { findTemplates, podTemplateOf, podTemplatePaths } from '../kube/index.ts';
import { isMadeFrom, isScaledDown, makes } from './made-by.ts';
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

type Extract = (object: KubeObject) => readonly Workload[];

/** What in the Cluster made an object: its controller by an owner reference, if that could have made it and its template says so. */
function makerOf(object: KubeObject, extract: Extract, view: View): KubeObject | undefined {
  for (const reference of ownersOf(object)) {
    const gk = groupKind(splitApiVersion(reference.apiVersion).group, reference.kind);
    if (!reference.controller || !makes(gk, object.gk)) continue;
    const owner = view.get(gk, object.ref.namespace, reference.name).items[0];
    if (owner === undefined || !refersTo(reference, owner)) continue;
    const templates = extract(owner);
    const isMade = extract(object).every((made) =>
      templates.some((one) => isMadeFrom(templateAt(made), templateAt(one), gk)),
    );
    if (templates.length > 0 && (isScaledDown(object) || isMade)) return owner;
  }
  return undefined;
}

function templateAt({ object, root }: Workload): JsonObject {
  const template = valueAt(object.data, root);
  return isObject(template) ? template : {};
}

/** Whether something else in the Cluster with a pod template made this object: then that is what a person would edit. Objects that own each other made nobody. */
function isMade(object: KubeObject, makers: (object: KubeObject) => KubeObject | undefined): boolean {
  const passed = new Set([object]);
  let maker = makers(object);
  if (maker === undefined) return false;
  for (; maker !== undefined; maker = makers(maker)) {
    if (passed.has(maker)) return false;
    passed.add(maker);
  }
  return true;
}

/**
 * The `workloads` fact: per namespace, each pod template that stands in an object which no other workload made, in the Cluster's order.
 * Template extraction is remembered per object, so an unchanged object keeps its Workload values through changes.
 */
export function workloadsFact(extra: Cluster['extraTemplates'], classes: TemplateClasses): FactDefinition<'workloads'> {
  const remembered = new WeakMap<KubeObject, readonly Workload[]>();
  const extract: Extract = (object) => {
    let found = remembered.get(object);
    if (found === undefined) remembered.set(object, (found = templatesOf(object, extra, classes)));
    return found;
  };
  return {
    name: 'workloads',
    kinds: ['*'],
    facts: [],
    keyOf: (namespace) => namespace,
    derive(namespace, view) {
      const known = new Map<KubeObject, KubeObject | undefined>();
      const makers = (object: KubeObject): KubeObject | undefined => {
        if (!known.has(object)) known.set(object, makerOf(object, extract, view));
        return known.get(object);
      };
      return view.list('*', namespace).items.flatMap((object) => {
        const found = extract(object);
        return found.length === 0 || isMade(object, makers) ? [] : found;
      });
    },
  };
}
