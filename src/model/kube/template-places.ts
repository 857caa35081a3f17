import { isList, isObject, type Json, type JsonObject, type Path } from '../json.ts';
import places from './pod-templates.json' with { type: 'json' };

/** Steps to a pod template inside an object; `*` stands for every item of a list or every entry of a map. */
export type TemplatePattern = readonly string[];

const KNOWN = places as Readonly<Record<string, readonly TemplatePattern[]>>;
const NONE: readonly TemplatePattern[] = Object.freeze([]);

function isSamePattern(a: TemplatePattern, b: TemplatePattern): boolean {
  return a.length === b.length && a.every((step, i) => step === b[i]);
}

function joinPatterns(a: readonly TemplatePattern[], b: readonly TemplatePattern[]): readonly TemplatePattern[] {
  const more = b.filter((one) => !a.some((other) => isSamePattern(one, other)));
  return more.length === 0 ? a : [...a, ...more];
}

/** Two tables of kinds and their patterns as one: a kind that both have gets the patterns of both, each once. */
export function joinTemplates(
  a: Readonly<Record<string, readonly TemplatePattern[]>>,
  b: Readonly<Record<string, readonly TemplatePattern[]>>,
): Readonly<Record<string, readonly TemplatePattern[]>> {
  const more = Object.entries(b).map(([gk, patterns]) => [gk, joinPatterns(patternsOf(a, gk), patterns)] as const);
  return { ...a, ...Object.fromEntries(more) };
}

function patternsOf(
  table: Readonly<Record<string, readonly TemplatePattern[]>>,
  gk: string,
): readonly TemplatePattern[] {
  return Object.hasOwn(table, gk) ? (table[gk] ?? NONE) : NONE;
}

/**
 * Where pod templates stand in objects of a kind: Kubernetes' own, well-known custom resources (`pod-templates.json`), and those that the user names.
 * What the user names comes beside what is known, never instead: a slip of the pen must not hide a kind. Empty for kinds that make no pods.
 */
export function podTemplatePaths(
  gk: string,
  extra: Readonly<Record<string, readonly TemplatePattern[]>>,
): readonly TemplatePattern[] {
  return joinPatterns(patternsOf(KNOWN, gk), patternsOf(extra, gk));
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

/** The places of the pod templates that an object holds, in the order of the patterns and of the object; each once, however many patterns lead to it. */
export function findTemplates(data: Json, patterns: readonly TemplatePattern[]): readonly Path[] {
  const found = patterns.flatMap((pattern) => [...follow(data, pattern, [])]);
  return patterns.length < 2 ? found : [...new Map(found.map((path) => [JSON.stringify(path), path])).values()];
}

// Custom resources nest their pods some way down (spec.template.podTemplate.template.spec …); deeper than this nobody has seen one.
const MOST_STEPS = 12;

function entriesOf(value: Json | undefined): Iterable<readonly [string | number, Json | undefined]> {
  if (isList(value)) return value.entries();
  return isObject(value) ? Object.entries(value) : [];
}

/** Fields of a securityContext that containers have and pods have not. */
const OF_CONTAINERS = ['allowPrivilegeEscalation', 'capabilities', 'privileged', 'procMount', 'readOnlyRootFilesystem'];
/** Where custom resources hold one container: steps of pipelines, and what runs beside them. */
const ONE = new Set<string | number | undefined>(['container', 'script']);
const MANY = new Set<string | number | undefined>(['initContainers', 'sidecars', 'steps']);
/** Policies say there what pods shall be like; they make none. */
const PATTERNS = new Set<string | number>(['anyPattern', 'pattern', 'patternStrategicMerge']);

function hasImage({ image }: JsonObject): boolean {
  return typeof image === 'string';
}

function hasContainerContext({ securityContext }: JsonObject): boolean {
  return isObject(securityContext) && OF_CONTAINERS.some((field) => Object.hasOwn(securityContext, field));
}

/** Containers all have names and images; one that a controller gives an image of its own is known by its securityContext. */
function isPodSpec({ containers }: JsonObject): boolean {
  if (!isList(containers) || containers.length === 0) return false;
  const named = containers.filter(isObject).filter(({ name }) => typeof name === 'string');
  return named.length === containers.length && (named.every(hasImage) || named.some(hasContainerContext));
}

function readsLikePods(value: JsonObject, at: Path): boolean {
  if (isPodSpec(value) || hasContainerContext(value)) return true;
  const isPlace = ONE.has(at.at(-1)) || (typeof at.at(-1) === 'number' && MANY.has(at.at(-2)));
  return isPlace && hasImage(value);
}

/**
 * The place of the first thing in an object that reads like the spec of a pod, an object whose `containers` have names and images or a securityContext of
 * containers, or like a container that stands alone (a step of a pipeline). What stands at a place that `isSeen` knows is passed over with all that is in it.
 */
export function findPodSpec(
  value: Json | undefined,
  isSeen: (at: Path) => boolean = () => false,
  at: Path = [],
): Path | undefined {
  if (at.length > MOST_STEPS || isSeen(at)) return undefined;
  if (isObject(value) && readsLikePods(value, at)) return at;
  for (const [step, inner] of entriesOf(value)) {
    const found = PATTERNS.has(step) ? undefined : findPodSpec(inner, isSeen, [...at, step]);
    if (found !== undefined) return found;
  }
  return undefined;
}
