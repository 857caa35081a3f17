import { type Cluster, compareText, type Diagnostic, type KubeObject, type Ref } from '../../model/cluster/index.ts';
import { formatPath, type Path } from '../../model/json.ts';
import {
  apiVersionsOf,
  apiVersionStatus,
  findPodSpec,
  findTemplates,
  isBuiltIn,
  isOwnGroup,
  podTemplatePaths,
} from '../../model/kube/index.ts';
import { regionOf } from './regions.ts';
import { openSheets } from './sheets.ts';

/** What is to be said of all objects of a kind, at the place of the first. */
interface Remark {
  readonly object: KubeObject;
  readonly path: Path;
  readonly code: string;
  readonly message: string;
}

function apiVersionOf({ group, version }: Ref): string {
  return group === '' ? version : `${group}/${version}`;
}

function definedKinds(cluster: Cluster): ReadonlySet<string> {
  // Named `plural.group`, as the API server demands of them.
  const definitions = cluster.list('CustomResourceDefinition.apiextensions.k8s.io').items;
  return new Set(definitions.map(({ ref }) => ref.name.slice(ref.name.indexOf('.') + 1)));
}

/** What is wrong with a version of an API in a group of Kubernetes' own that no CustomResourceDefinition adds to. */
function faultOf({ ref }: KubeObject, minor: number): string | undefined {
  const name = `${ref.kind} in ${apiVersionOf(ref)}`;
  if (apiVersionStatus(ref, 0).state === 'unknown') return `no version of Kubernetes that Merlon knows has ${name}`;
  const { state, introducedIn = 0 } = apiVersionStatus(ref, minor);
  return state === 'not-yet' ? `Kubernetes 1.${minor} has no ${name}, which came with 1.${introducedIn}` : undefined;
}

function remarkOnApi(object: KubeObject, minor: number): readonly Remark[] {
  const fault = faultOf(object, minor);
  if (fault === undefined) return [];
  const { kind } = object.ref;
  const served = apiVersionsOf(kind, minor).filter((one) => one !== apiVersionOf(object.ref));
  const hint = served.length === 0 ? '' : `; ${kind} is in ${served.join(', ')}`;
  const message = `${fault}, so the API server would reject it${hint}`;
  return [{ object, path: ['apiVersion'], code: 'unknown-api', message }];
}

/** Where the template would be named in merlon.yaml; undefined for what is not under a plain path that ends in `spec`. */
function settingFor(path: Path): string | undefined {
  const steps = path.slice(0, -1).map((step) => (typeof step === 'number' ? '*' : step));
  if (path.at(-1) !== 'spec' || steps.length === 0 || steps.some((step) => step.includes('.'))) return undefined;
  return steps.join('.');
}

function remarkOnPods(object: KubeObject, path: Path): Remark {
  const setting = isBuiltIn(object.gk) || object.ref.group === '' ? undefined : settingFor(path);
  const hint = setting === undefined ? '' : `: name it under templates in merlon.yaml, as ${object.gk}: [${setting}]`;
  return {
    object,
    path,
    code: 'unjudged-pods',
    message: `${object.gk} holds at ${formatPath(path)} what reads like a pod, and no check looks at it${hint}`,
  };
}

/** The first object of each version of a kind that is not known to be an API of Kubernetes, or not of this minor yet. */
function unknownApis(
  cluster: Cluster,
  objects: readonly KubeObject[],
  defined: ReadonlySet<string>,
): readonly Remark[] {
  const [first] = objects;
  if (first === undefined || !isOwnGroup(first.ref.group) || defined.has(first.ref.group)) return [];
  const seen = new Map<string, KubeObject>();
  for (const object of objects) if (!seen.has(object.ref.version)) seen.set(object.ref.version, object);
  return [...seen.values()].flatMap((object) => remarkOnApi(object, cluster.version.minor));
}

/** Whether a place is where one of these templates has its pod: what stands there is judged. */
function isPodOf(templates: readonly Path[], at: Path): boolean {
  return templates.some(
    (root) => at.length === root.length + 1 && at.at(-1) === 'spec' && root.every((step, i) => step === at[i]),
  );
}

/** The first pod in objects of a kind that stands where no path to pod templates leads. */
function unseenPods(cluster: Cluster, objects: readonly KubeObject[]): readonly Remark[] {
  const [first] = objects;
  // Kubernetes' own kinds are known through and through: those without pods only keep copies (ControllerRevision).
  if (first === undefined || isBuiltIn(first.gk)) return [];
  const patterns = podTemplatePaths(first.gk, cluster.extraTemplates);
  for (const object of objects) {
    const templates = findTemplates(object.data, patterns);
    const path = findPodSpec(object.data, (at) => isPodOf(templates, at));
    if (path !== undefined) return [remarkOnPods(object, path)];
  }
  return [];
}

function toDiagnostics(cluster: Cluster, remarks: readonly Remark[]): readonly Diagnostic[] {
  const sheets = openSheets(
    cluster.files,
    remarks.map(({ object }) => object),
  );
  return remarks.map(({ object, path, code, message }) => {
    const sheet = sheets.open(object);
    const region = sheet === undefined ? undefined : regionOf(sheet, object, path);
    sheets.close(object);
    const place = region === undefined ? {} : { file: region.file, line: region.startLine, column: region.startColumn };
    return { severity: 'warning', code, message, ...place, object: object.ref };
  });
}

/**
 * What the checks had no eyes for, so that nobody takes their silence for a pass: APIs that Kubernetes is not known to have, and kinds that
 * hold what reads like a pod where Merlon does not look for one. One warning for each kind, at its first object.
 */
export function findUnjudged(cluster: Cluster): readonly Diagnostic[] {
  const defined = definedKinds(cluster);
  const remarks = cluster.kinds.toSorted(compareText).flatMap((gk) => {
    const objects = cluster.list(gk).items;
    return [...unknownApis(cluster, objects, defined), ...unseenPods(cluster, objects)];
  });
  return toDiagnostics(cluster, remarks);
}
