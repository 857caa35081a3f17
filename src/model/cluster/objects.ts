import { isObject, type Json, type JsonObject, type Path, textOf, valueAt } from '../json.ts';
import { groupKind, splitApiVersion } from './refs.ts';
import type { FieldProblem, KubeObject, ObjectSource } from './types.ts';

/** What is known of an object beside its data when it comes through the door. */
export interface ObjectFacts {
  /** Decides `ref.namespace`: false for cluster-scoped kinds, undefined when the kind is not known (then metadata decides). */
  readonly namespaced: boolean | undefined;
  /** For objects that name no namespace. */
  readonly defaultNamespace: string;
  readonly source: ObjectSource | undefined;
  readonly invalid: readonly FieldProblem[];
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MASK = '*';
/** What is read of any status, by kind of the core group: the rest changes with every heartbeat and nobody asks for it. */
const STATUS_KEPT: Readonly<Record<string, readonly Path[]>> = {
  Node: [['nodeInfo', 'kubeletVersion'], ['allocatable']],
  ResourceQuota: [['hard'], ['used']],
};

function maskValues(map: Json | undefined): Json | undefined {
  if (!isObject(map)) return map;
  return Object.fromEntries(Object.keys(map).map((key) => [key, MASK]));
}

function trimMetadata(metadata: Json | undefined): Json | undefined {
  if (!isObject(metadata)) return metadata;
  const { managedFields: _fields, ...rest } = metadata;
  const annotations = rest['annotations'];
  if (!isObject(annotations) || !Object.hasOwn(annotations, LAST_APPLIED)) return rest;
  // It repeats the whole object, Secret values included.
  const { [LAST_APPLIED]: _applied, ...kept } = annotations;
  return { ...rest, annotations: kept };
}

function keptStatus(data: JsonObject): JsonObject | undefined {
  const kind = textOf(data['kind']);
  const paths = data['apiVersion'] === 'v1' && Object.hasOwn(STATUS_KEPT, kind) ? STATUS_KEPT[kind] : undefined;
  let kept: JsonObject | undefined;
  for (const [first = '', second] of paths ?? []) {
    const value = valueAt(data, second === undefined ? ['status', first] : ['status', first, second]);
    if (value !== undefined) kept = { ...kept, [first]: second === undefined ? value : { [second]: value } };
  }
  return kept;
}

/**
 * Trims an object at the door: no managedFields, no last-applied copy, no status (but a node's kubelet version and allocatable amounts, and the use of quotas), and of Secrets and ConfigMaps the keys only.
 * DESIGN §5: values of Secrets never leave the reader.
 */
export function trimObject(data: JsonObject): JsonObject {
  const { status: _status, ...rest } = data;
  const trimmed: Record<string, Json | undefined> = { ...rest };
  const kept = keptStatus(data);
  if (kept !== undefined) trimmed['status'] = kept;
  if (Object.hasOwn(data, 'metadata')) trimmed['metadata'] = trimMetadata(data['metadata']);
  if (data['apiVersion'] !== 'v1' || (data['kind'] !== 'Secret' && data['kind'] !== 'ConfigMap')) return trimmed;
  for (const key of ['data', 'stringData', 'binaryData']) {
    if (Object.hasOwn(data, key)) trimmed[key] = maskValues(data[key]);
  }
  return trimmed;
}

/** Makes a KubeObject from data that was read: names it, settles its namespace, trims it. */
export function createObject(data: JsonObject, facts: ObjectFacts): KubeObject {
  const { group, version } = splitApiVersion(textOf(data['apiVersion']));
  const kind = textOf(data['kind']);
  const metadata = isObject(data['metadata']) ? data['metadata'] : {};
  const named = textOf(metadata['namespace']);
  const namespace =
    facts.namespaced === false ? '' : named || (facts.namespaced === true ? facts.defaultNamespace : '');
  // generateName stands for a name that the server will make up; `*` cannot be part of a real one.
  const name =
    textOf(metadata['name']) || (textOf(metadata['generateName']) === '' ? '' : `${textOf(metadata['generateName'])}*`);
  return {
    ref: { group, version, kind, namespace, name },
    gk: groupKind(group, kind),
    data: trimObject(data),
    fidelity: 'full',
    source: facts.source,
    invalid: facts.invalid,
  };
}

/** Says how data becomes a KubeObject: the door that objects of a Cluster came through. */
export type ObjectMaker = (data: JsonObject) => KubeObject;

/**
 * An object as an edit of its data leaves it: checked anew by the door, in the place and (where it names none itself) the namespace of the old one.
 */
export function remakeObject(object: KubeObject, data: JsonObject, make: ObjectMaker): KubeObject {
  const made = make(data);
  const metadata = isObject(data['metadata']) ? data['metadata'] : {};
  // Of a custom kind the door may not know that it lives in namespaces; an edit does not change that.
  const isScoped = object.ref.namespace !== '' && (made.gk === object.gk || made.ref.namespace !== '');
  const namespace = isScoped ? textOf(metadata['namespace']) || object.ref.namespace : made.ref.namespace;
  return { ...made, ref: { ...made.ref, namespace }, fidelity: object.fidelity, source: object.source };
}
