import { isList, isObject, type Json, type JsonObject, type Path } from '../json.ts';
import places from './pod-templates.json' with { type: 'json' };

/** Steps to a pod template inside an object; `*` stands for every item of a list or every entry of a map. */
export type TemplatePattern = readonly string[];

const KNOWN = places as Readonly<Record<string, readonly TemplatePattern[]>>;
const NONE: readonly TemplatePattern[] = Object.freeze([]);

/**
 * Where pod templates stand in objects of a kind: Kubernetes' own, well-known custom resources (`pod-templates.json`), and those that the user names.
 * Empty for kinds that make no pods.
 */
export function podTemplatePaths(
  gk: string,
  extra: Readonly<Record<string, readonly TemplatePattern[]>>,
): readonly TemplatePattern[] {
  if (Object.hasOwn(extra, gk)) return extra[gk] ?? NONE;
  return Object.hasOwn(KNOWN, gk) ? (KNOWN[gk] ?? NONE) : NONE;
}

/** All kinds of which it is known where their pod templates stand, with those that the user names. */
export function templateKinds(extra: Readonly<Record<string, readonly TemplatePattern[]>>): readonly string[] {
  return [...new Set([...Object.keys(KNOWN), ...Object.keys(extra)])].toSorted();
}

function* follow(value: Json | undefined, pattern: TemplatePattern, at: Path): Iterable<Path> {
  const step = pattern[at.length];
  if (step === undefined) {
    if (isObject(value)) yield at;
  } else if (step === '*' && isList(value)) {
    for (const [index, item] of value.entries()) yield* follow(item, pattern, [...at, index]);
  } else if (isObject(value)) {
    const keys = step === '*' ? Object.keys(value) : [step];
    for (const key of keys) yield* follow(Object.hasOwn(value, key) ? value[key] : undefined, pattern, [...at, key]);
  }
}

/** The places of the pod templates that an object holds, in the order of the patterns and of the object. */
export function findTemplates(data: Json, patterns: readonly TemplatePattern[]): readonly Path[] {
  return patterns.flatMap((pattern) => [...follow(data, pattern, [])]);
}

// Custom resources nest their pods some way down (spec.template.podTemplate.template.spec …); deeper than this nobody has seen one.
const MOST_STEPS = 12;

function isPodSpec({ containers }: JsonObject): boolean {
  return (
    isList(containers) &&
    containers.length > 0 &&
    containers.every((item) => isObject(item) && typeof item['name'] === 'string' && typeof item['image'] === 'string')
  );
}

/** The place of the first thing in an object that reads like the spec of a pod: an object whose `containers` all have a name and an image. */
export function findPodSpec(value: Json | undefined, at: Path = []): Path | undefined {
  if (typeof value !== 'object' || value === null || at.length > MOST_STEPS) return undefined;
  if (isObject(value) && isPodSpec(value)) return at;
  const entries: Iterable<readonly [string | number, Json | undefined]> = isList(value)
    ? value.entries()
    : Object.entries(value);
  for (const [step, inner] of entries) {
    const found = findPodSpec(inner, [...at, step]);
    if (found !== undefined) return found;
  }
  return undefined;
}
