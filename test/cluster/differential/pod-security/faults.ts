import { applyOps } from '../../../../src/model/cluster/index.ts';
import { isList, isObject, type JsonObject, valueAt } from '../../../../src/model/json.ts';
import { evaluate, type Evaluator } from './controls.ts';

function without(pod: JsonObject, ...path: readonly string[]): JsonObject {
  return valueAt(pod, path) === undefined ? pod : applyOps(pod, [{ op: 'remove', path: [...path] }]);
}

function eachContainer(pod: JsonObject, change: (container: JsonObject) => JsonObject): JsonObject {
  const { spec } = pod;
  if (!isObject(spec)) return pod;
  const lists = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => {
    const items = spec[list];
    return isList(items) ? [[list, items.map((item) => (isObject(item) ? change(item) : item))] as const] : [];
  });
  return { ...pod, spec: { ...spec, ...Object.fromEntries(lists) } };
}

function withoutContext(pod: JsonObject, field: string): JsonObject {
  return eachContainer(pod, (container) => {
    const { securityContext } = container;
    if (!isObject(securityContext)) return container;
    const { [field]: _gone, ...rest } = securityContext;
    return { ...container, securityContext: rest };
  });
}

/** Faults that cannot show on servers before a minor version. */
export const SHOWS_FROM: Readonly<Record<string, number>> = { 'user namespaces change nothing': 35 };

/** Mistakes that an evaluator of the Pod Security Standards could make; a comparison that does not notice one of them is worth nothing. */
export const FAULTS: Readonly<Record<string, Evaluator>> = {
  'init containers are not looked at': (pod, level, minor) =>
    evaluate(without(pod, 'spec', 'initContainers'), level, minor),
  'annotations are not read': (pod, level, minor) => evaluate(without(pod, 'metadata', 'annotations'), level, minor),
  'what the pod says of seccomp does not count': (pod, level, minor) =>
    evaluate(without(pod, 'spec', 'securityContext', 'seccompProfile'), level, minor),
  'a container cannot undo what the pod says of root': (pod, level, minor) =>
    evaluate(withoutContext(pod, 'runAsNonRoot'), level, minor),
  'Windows pods are judged as Linux ones': (pod, level, minor) => evaluate(without(pod, 'spec', 'os'), level, minor),
  'the version is that of the server, whatever the label says': (pod, level) => evaluate(pod, level, 37),
  'every version is the one before': (pod, level, minor) => evaluate(pod, level, minor - 1),
  'restricted does not take baseline in': (pod, level, minor) =>
    evaluate(pod, level, minor).filter(
      (id) => level === 'baseline' || !['hostNamespaces', 'hostPorts', 'privileged'].includes(id),
    ),
  'baseline controls that restricted replaces are reported too': (pod, level, minor) =>
    level === 'baseline'
      ? evaluate(pod, level, minor)
      : [...new Set([...evaluate(pod, level, minor), ...evaluate(pod, 'baseline', minor)])].toSorted(),
  'user namespaces change nothing': (pod, level, minor) => evaluate(without(pod, 'spec', 'hostUsers'), level, minor),
  'host networking gives no host ports': (pod, level, minor) =>
    evaluate(pod, level, minor).filter((id) => id !== 'hostPorts' || valueAt(pod, ['spec', 'hostNetwork']) !== true),
  'capabilities that are added do not count when ALL are dropped': (pod, level, minor) =>
    evaluate(pod, level, minor).filter((id) => id !== 'capabilities_restricted'),
};
