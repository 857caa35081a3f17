import type { Answer, Gap, KubeObject } from '../../../../../model/cluster/index.ts';
import type { View, Workload } from '../../../../../model/facts/index.ts';
import type { JsonObject, Path } from '../../../../../model/json.ts';
import {
  boolAt,
  type Container,
  objectAt,
  objectsAt,
  presentObjectAt,
  stringAt,
} from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { workloadCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';
import { sourceOf } from '../../../families/secret-makers.ts';

interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Undefined for `envFrom`, which takes every key. */
  readonly key: string | undefined;
  readonly optional: boolean;
  readonly path: Path;
}

const FIELDS = [
  ['ConfigMap', 'configMapKeyRef', 'configMapRef'],
  ['Secret', 'secretKeyRef', 'secretRef'],
] as const;

function readReference(kind: Reference['kind'], data: JsonObject, key: string | undefined, path: Path): Reference {
  return { kind, name: stringAt(data, 'name') ?? '', key, optional: boolAt(data, 'optional') === true, path };
}

function referencesOf(container: Container): readonly Reference[] {
  const single = objectsAt(container.data, 'env').flatMap((entry, index) =>
    FIELDS.flatMap(([kind, field]) => {
      const data = presentObjectAt(objectAt(entry, 'valueFrom'), field);
      const path = [...container.path, 'env', index, 'valueFrom', field];
      return data === undefined ? [] : [readReference(kind, data, stringAt(data, 'key') ?? '', path)];
    }),
  );
  const whole = objectsAt(container.data, 'envFrom').flatMap((entry, index) =>
    FIELDS.flatMap(([kind, , field]) => {
      const data = presentObjectAt(entry, field);
      return data === undefined
        ? []
        : [readReference(kind, data, undefined, [...container.path, 'envFrom', index, field])];
    }),
  );
  return [...single, ...whole];
}

function hasKey(data: JsonObject, key: string): boolean {
  return ['data', 'stringData', 'binaryData'].some((field) => Object.hasOwn(objectAt(data, field), key));
}

/** Of an object that was read without its content nobody knows the keys. */
function keysUnread({ gk, ref }: KubeObject): Gap {
  return {
    gk,
    namespace: ref.namespace,
    name: ref.name,
    state: 'unreadable',
    reason: 'only its name and type were read',
  };
}

/** A reference, and what is seen of the object that it names. */
interface Lookup extends Reference {
  readonly namespace: string;
  readonly found: Answer<KubeObject>;
  /** What every judgement of it says. */
  readonly at: Omit<Judgement, 'rule'>;
}

/** Of an object that is there or comes from somewhere, and has no such key as far as is seen. */
function judgeKey({ key, path, at }: Lookup, gaps: readonly Gap[]): Judgement {
  if (gaps.length > 0) return { rule: 'key-missing', ...at, gaps };
  return { rule: 'key-missing', ...at, path: [...path, 'key'], value: key === '' ? undefined : key };
}

/** Where the manifests do not show what is referred to: it may be filled in all the same. */
function judgeUnseen(lookup: Lookup, view: View): Judgement {
  const { kind, key, found, at } = lookup;
  const object = found.items[0];
  const source = sourceOf(lookup, object, view);
  if (source === undefined && object === undefined) return { rule: 'object-missing', ...at, gaps: found.gaps };
  if (source !== undefined && (key === undefined || source.keys.includes(key)))
    return { rule: 'filled', ...at, words: { kind, maker: source.maker } };
  return judgeKey(lookup, object?.fidelity === 'metadata' ? [keysUnread(object)] : (source?.gaps ?? []));
}

function judgeReference(reference: Reference, workload: Workload, view: View): Judgement {
  const { kind, name, key, optional, path } = reference;
  const { namespace } = workload.object.ref;
  const at = {
    item: `${kind} ${name}${key === undefined ? '' : `/${key}`}`,
    path: [...path, 'name'],
    value: name,
    words: { kind },
  };
  if (optional) return { rule: 'optional', ...at };
  const found = view.get(kind, namespace, name);
  const object = found.items[0];
  if (object !== undefined && (key === undefined || hasKey(object.data, key))) return { rule: 'found', ...at };
  return judgeUnseen({ ...reference, namespace, found, at }, view);
}

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  // Any kind: what makes Secrets is looked for in manifests, and not read of a live cluster for this.
  reads: { kinds: ['*', 'ConfigMap', 'Secret'], facts: [] },
  meta: {
    id: 'env-ref-missing',
    topic: 'secrets',
    title: 'Container refers to a key that does not exist',
    severity: 'medium',
    why: 'The container does not start, and whoever may create an object of that name feeds it values.',
    remedy: 'Create the ConfigMap or Secret, correct the name or key, or mark the reference as optional.',
    practices: ['P10'],
    ids: {
      kubeLinter: ['env-value-from'],
    },
    rules: {
      'object-missing': {
        verdict: 'fail',
        text: 'container {container} refers to {item}, and there is no such {kind} in its namespace',
      },
      'key-missing': {
        verdict: 'fail',
        text: 'container {container} refers to {item}, and the {kind} has no such key',
      },
      found: { verdict: 'pass', text: 'container {container} refers to {item}, which exists' },
      filled: {
        verdict: 'pass',
        text: 'container {container} refers to {item}, which comes from {maker}',
      },
      optional: { verdict: 'not-applicable', text: '{item} of container {container} may be missing (optional)' },
      none: { verdict: 'pass', text: 'container {container} refers to no ConfigMap or Secret in its environment' },
    },
    options: {},
    fixable: false,
  },
  judge: (workload, view) =>
    perContainer(workload.template.containers, (container) => {
      const references = referencesOf(container);
      const at = { container: container.name };
      if (references.length === 0) return [{ rule: 'none', ...at, path: container.path }];
      return references.map((reference) => ({ ...judgeReference(reference, workload, view), ...at }));
    }),
});
