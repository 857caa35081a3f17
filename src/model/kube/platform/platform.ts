import { matchesPattern } from '../pattern.ts';
import rules from './platforms.json' with { type: 'json' };

/** One part of the platform, and how its objects are known. `*` in a pattern stands for any text. */
export interface Platform {
  readonly id: string;
  readonly title: string;
  readonly namespaces?: readonly string[];
  readonly clusterNames?: readonly string[];
  readonly labels?: Readonly<Record<string, readonly string[] | undefined>>;
  /** `Kind.group/namespace/name`, or `Kind.group/name` for cluster-scoped objects. */
  readonly objects?: readonly string[];
}

/** What the rules look at in an object. */
export interface PlatformCandidate {
  readonly gk: string;
  /** '' for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether it is a role or binding that Kubernetes makes itself, as Kubernetes makes it. */
  readonly asShipped: boolean;
}

/** What people say of the rules: namespaces that are the platform's too, and ones that are theirs after all. */
export interface PlatformChoice {
  readonly namespaces: readonly string[];
  readonly own: readonly string[];
}

/** The part that holds the namespaces which people named themselves. */
export const CONFIGURED_PLATFORM: Platform = Object.freeze({ id: 'configured', title: 'named in merlon.yaml' });

/** All parts of the platform that are known. */
export const PLATFORMS: readonly Platform[] = rules;

function matchesAny(patterns: readonly string[] | undefined, text: string): boolean {
  return patterns?.some((pattern) => matchesPattern(pattern, text)) ?? false;
}

/** The namespace whose part an object is: its own, and for a Namespace itself its name. */
function placeOf({ gk, namespace, name }: PlatformCandidate): string {
  return gk === 'Namespace' ? name : namespace;
}

function hasLabel({ labels = {} }: Platform, candidate: PlatformCandidate): boolean {
  return Object.entries(labels).some(([key, values]) => {
    const value = candidate.labels[key];
    return value !== undefined && matchesAny(values, value);
  });
}

const RBAC = '.rbac.authorization.k8s.io';
/** The part that makes roles and bindings at every start. */
const SHIPPING = 'kubernetes';

/**
 * Names and labels are whatever somebody writes: what is judged by them must not be a way to hide. So they count for what is in no namespace alone, and there not for roles and
 * bindings, which may give anything to anybody: those are the platform's when they are as Kubernetes ships them.
 */
function isPartOf(platform: Platform, candidate: PlatformCandidate): boolean {
  const { gk, namespace, name, asShipped } = candidate;
  const place = placeOf(candidate);
  if (place !== '' && matchesAny(platform.namespaces, place)) return true;
  if (namespace !== '') return matchesAny(platform.objects, `${gk}/${namespace}/${name}`);
  if (gk === 'Namespace') return false;
  if (gk.endsWith(RBAC)) return asShipped && platform.id === SHIPPING;
  return (
    matchesAny(platform.clusterNames, name) ||
    matchesAny(platform.objects, `${gk}/${name}`) ||
    hasLabel(platform, candidate)
  );
}

/**
 * The part of the platform that an object belongs to; undefined for people's own work. What people say of a namespace goes before every rule.
 */
export function platformOf(candidate: PlatformCandidate, choice: PlatformChoice): Platform | undefined {
  const place = placeOf(candidate);
  if (place !== '' && matchesAny(choice.own, place)) return undefined;
  if (place !== '' && matchesAny(choice.namespaces, place)) return CONFIGURED_PLATFORM;
  return PLATFORMS.find((platform) => isPartOf(platform, candidate));
}
