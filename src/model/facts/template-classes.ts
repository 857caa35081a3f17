import { isObject, type JsonObject, sameJson, stringifyJson } from '../json.ts';
import { podTemplateOf } from '../kube/index.ts';
import type { TemplateClass } from './types.ts';

/** Annotations that decided AppArmor and seccomp before fields did; the only ones that a template-only check may read. */
const SECURITY_ANNOTATIONS = [
  'container.apparmor.security.beta.kubernetes.io/',
  'seccomp.security.alpha.kubernetes.io/',
  'container.seccomp.security.alpha.kubernetes.io/',
];

/** The part of a pod template that template-only checks judge: security annotations and the spec. Names and labels are left out, so equal pods meet. */
function judgedPart(template: JsonObject): JsonObject {
  const metadata = isObject(template['metadata']) ? template['metadata'] : {};
  const annotations = isObject(metadata['annotations']) ? metadata['annotations'] : {};
  const kept = Object.entries(annotations).filter(([key]) =>
    SECURITY_ANNOTATIONS.some((prefix) => key.startsWith(prefix)),
  );
  const spec = template['spec'] ?? {};
  return kept.length === 0 ? { metadata: {}, spec } : { metadata: { annotations: Object.fromEntries(kept) }, spec };
}

/** A 32-bit FNV-1a over UTF-16 code units: cheap, and never trusted alone. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A class with the part of its templates by which they are known. */
interface Held extends TemplateClass {
  readonly part: JsonObject;
}

/** Held by whoever uses them: a watch that goes on for months sees many templates that nobody has any more. */
type Entry = WeakRef<Held>;

/** So many new classes between two looks for what is gone. */
const SWEEP = 4096;

/** Finds the class of a template; equal templates get the very same class. */
export interface TemplateClasses {
  classOf(template: JsonObject): TemplateClass;
}

/**
 * Makes an empty table of classes. Templates are met by hash and then compared in full: a hash that was made to collide cannot lend
 * one pod the verdict of another.
 */
export function createTemplateClasses(): TemplateClasses {
  const byHash = new Map<number, readonly Entry[]>();
  let fresh = 0;
  const sweep = (): void => {
    for (const [hash, entries] of byHash) {
      const left = entries.filter((entry) => entry.deref() !== undefined);
      if (left.length === 0) byHash.delete(hash);
      else if (left.length < entries.length) byHash.set(hash, left);
    }
  };
  return {
    classOf(template) {
      const part = judgedPart(template);
      const hash = hashText(stringifyJson(part));
      const entries = byHash.get(hash) ?? [];
      for (const entry of entries) {
        const known = entry.deref();
        if (known !== undefined && sameJson(known.part, part)) return known;
      }
      const found: Held = { template: podTemplateOf(part), part };
      byHash.set(hash, [...entries, new WeakRef(found)]);
      if (++fresh % SWEEP === 0) sweep();
      return found;
    },
  };
}
