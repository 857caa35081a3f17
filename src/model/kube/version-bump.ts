import { isObject, type Json, type JsonObject, type Path, valueAt } from '../json.ts';
import { InvalidFieldError, objectsAt, stringAt } from './pod.ts';
import { presentObjectAt } from './pod-template.ts';
import { selectsAll } from './selector.ts';

/**
 * What becomes of an object when only its apiVersion changes to what took the old one's place: `same` meaning; `other-default` where fields that are not
 * written had another default; `rewrite` where the shape or the meaning is another (`because` is a clause of the new version), or where nobody knows.
 */
export type VersionBump =
  | { readonly kind: 'same' }
  | { readonly kind: 'other-default'; readonly fields: readonly string[] }
  | { readonly kind: 'rewrite'; readonly because: string };

/** A field whose default the successor changed, as people write it, with what the defaults were and are. */
interface ChangedDefault {
  readonly path: Path;
  readonly change: string;
}

/** What decides for the objects of one kind in one old version. */
interface Rules {
  /** Fields that the successor does not have: it drops or refuses them. */
  readonly gone?: readonly Path[];
  /** Selectors that the successor requires, without the default that the old version had. */
  readonly required?: readonly Path[];
  readonly defaults?: (data: JsonObject) => readonly ChangedDefault[];
  /** What else must not be, as a clause. */
  readonly obstacle?: (data: JsonObject) => string | undefined;
}

const SELECTOR: readonly Path[] = [['spec', 'selector']];
const SAME: Rules = {};
const NOT_KNOWN: VersionBump = { kind: 'rewrite', because: 'fields or their meanings may differ' };

function isWritten(data: JsonObject, path: Path): boolean {
  const value = valueAt(data, path);
  return value !== undefined && value !== null;
}

function updateStrategy(): readonly ChangedDefault[] {
  return [{ path: ['spec', 'updateStrategy', 'type'], change: 'OnDelete became RollingUpdate' }];
}

const SURGE: readonly ChangedDefault[] = [
  { path: ['spec', 'strategy', 'rollingUpdate', 'maxSurge'], change: '1 became 25%' },
  { path: ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'], change: '1 became 25%' },
];

function deploymentOfExtensions(data: JsonObject): readonly ChangedDefault[] {
  const surge = valueAt(data, ['spec', 'strategy', 'type']) === 'Recreate' ? [] : SURGE;
  return [
    { path: ['spec', 'progressDeadlineSeconds'], change: 'none became 600' },
    { path: ['spec', 'revisionHistoryLimit'], change: 'all became 10' },
    ...surge,
  ];
}

function deploymentOfBeta1(): readonly ChangedDefault[] {
  return [{ path: ['spec', 'revisionHistoryLimit'], change: '2 became 10' }];
}

function emptySelector(data: JsonObject): string | undefined {
  const selector = presentObjectAt(presentObjectAt(data, 'spec') ?? {}, 'selector');
  const isEmpty = selector !== undefined && selectsAll(selector);
  return isEmpty ? 'an empty spec.selector, which selected nothing, selects every pod of the namespace' : undefined;
}

/** In v1alpha1 subjects had an apiVersion, and the user `*` stood for all who are authenticated. */
function oldSubjects(data: JsonObject): string | undefined {
  const subjects = objectsAt(data, 'subjects');
  if (subjects.some((one) => Object.hasOwn(one, 'apiVersion'))) return 'subjects have an apiGroup and no apiVersion';
  const isAll = subjects.some((one) => stringAt(one, 'kind') === 'User' && stringAt(one, 'name') === '*');
  return isAll ? 'the user * is not everyone who is authenticated' : undefined;
}

const ALPHA_RBAC: Rules = { obstacle: oldSubjects };

/**
 * Kinds whose successor has the same shape; `Kind` for all old versions of it, `group/version/Kind` where one differs.
 * @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
const RULES: Readonly<Record<string, Rules>> = {
  ClusterRole: SAME,
  ClusterRoleBinding: SAME,
  'rbac.authorization.k8s.io/v1alpha1/ClusterRoleBinding': ALPHA_RBAC,
  ControllerRevision: SAME,
  CronJob: SAME,
  CSIDriver: SAME,
  CSINode: SAME,
  DaemonSet: { required: SELECTOR, gone: [['spec', 'templateGeneration']] },
  'extensions/v1beta1/DaemonSet': {
    required: SELECTOR,
    gone: [['spec', 'templateGeneration']],
    defaults: updateStrategy,
  },
  Deployment: { required: SELECTOR, gone: [['spec', 'rollbackTo']] },
  'apps/v1beta1/Deployment': { required: SELECTOR, gone: [['spec', 'rollbackTo']], defaults: deploymentOfBeta1 },
  'extensions/v1beta1/Deployment': {
    required: SELECTOR,
    gone: [['spec', 'rollbackTo']],
    defaults: deploymentOfExtensions,
  },
  'autoscaling/v2beta2/HorizontalPodAutoscaler': SAME,
  IngressClass: SAME,
  Lease: SAME,
  NetworkPolicy: SAME,
  PodDisruptionBudget: { obstacle: emptySelector },
  PriorityClass: SAME,
  ReplicaSet: { required: SELECTOR },
  Role: SAME,
  RoleBinding: SAME,
  'rbac.authorization.k8s.io/v1alpha1/RoleBinding': ALPHA_RBAC,
  RuntimeClass: SAME,
  'node.k8s.io/v1alpha1/RuntimeClass': { gone: [['spec']] },
  StatefulSet: { required: SELECTOR },
  'apps/v1beta1/StatefulSet': { required: SELECTOR, defaults: updateStrategy },
  StorageClass: SAME,
  VolumeAttachment: SAME,
};

function rulesFor(group: string, version: string, kind: string): Rules | undefined {
  const id = `${group}/${version}/${kind}`;
  if (Object.hasOwn(RULES, id)) return RULES[id];
  return Object.hasOwn(RULES, kind) ? RULES[kind] : undefined;
}

function textOfPath(path: Path): string {
  return path.join('.');
}

/** A selector that is there and selects less than everything, which the successor refuses. */
function isSelecting(value: Json | undefined): boolean {
  return isObject(value) && !selectsAll(value);
}

function obstacleOf({ gone = [], required = [], obstacle }: Rules, data: JsonObject): string | undefined {
  const old = gone.find((path) => isWritten(data, path));
  if (old !== undefined) return `there is no ${textOfPath(old)}`;
  const missing = required.find((path) => !isSelecting(valueAt(data, path)));
  if (missing !== undefined) return `${textOfPath(missing)} must be written`;
  return obstacle?.(data);
}

function decide(rules: Rules, data: JsonObject): VersionBump {
  const because = obstacleOf(rules, data);
  if (because !== undefined) return { kind: 'rewrite', because };
  const unwritten = (rules.defaults?.(data) ?? []).filter(({ path }) => !isWritten(data, path));
  if (unwritten.length === 0) return { kind: 'same' };
  return { kind: 'other-default', fields: unwritten.map(({ path, change }) => `${textOfPath(path)} (${change})`) };
}

/** Tells what becomes of an object when only its apiVersion changes to what took its place. */
export function bumpApiVersion(
  { group, version, kind }: { readonly group: string; readonly version: string; readonly kind: string },
  data: JsonObject,
): VersionBump {
  const rules = rulesFor(group, version, kind);
  if (rules === undefined) return NOT_KNOWN;
  try {
    return decide(rules, data);
  } catch (error) {
    // What the old version would not have taken either says nothing of what was meant.
    if (error instanceof InvalidFieldError) return NOT_KNOWN;
    throw error;
  }
}
