import type { Cluster, Diagnostic, KubeObject } from '../../model/cluster/index.ts';
import { isList, isObject, valueAt } from '../../model/json.ts';
import { findTemplates, matchesPattern } from '../../model/kube/index.ts';
import { type PostureRun, verdictsByObject } from '../../engines/posture/index.ts';
import { type ExceptionSettings, kindLike, type Settings, type TemplatePlace } from '../settings/index.ts';
import type { Verdict } from '../../model/verdicts/index.ts';
import { matchesObject } from './exceptions.ts';

/** Whether a path leads to something that has the spec of a pod in it; one that leads to the spec itself, or past it, does not. */
function reaches({ data }: KubeObject, path: readonly string[]): boolean {
  return findTemplates(data, [path]).some((root) => {
    const spec = valueAt(data, [...root, 'spec']);
    return isObject(spec) && isList(spec['containers']);
  });
}

/** What is to be said of a path of `templates:` that leads nowhere; nothing where no object of its kind was read. */
function explainPath(cluster: Cluster, { gk, path }: TemplatePlace): string | undefined {
  const objects = cluster.list(gk).items;
  if (objects.length === 0) {
    const meant = kindLike(gk, cluster.kinds);
    return meant === undefined ? undefined : `no ${gk} was read. Did you mean "${meant}"?`;
  }
  if (objects.some((object) => reaches(object, path))) return undefined;
  const of =
    objects.length === 1 ? `the only ${gk} that was read` : `any of the ${objects.length} ${gk} that were read`;
  return `"${path.join('.')}" leads to no pod template (something with spec.containers) in ${of}`;
}

function findIdlePaths(cluster: Cluster, { templatePlaces }: Settings): readonly Diagnostic[] {
  return templatePlaces.flatMap((one) => {
    const message = explainPath(cluster, one);
    return message === undefined ? [] : [{ severity: 'warning', code: 'idle-template', message, ...one.place }];
  });
}

/** The objects that a pattern of an exception means, found by kind: there may be many exceptions, and many objects. */
function objectsOf(cluster: Cluster, pattern: string): readonly KubeObject[] {
  const parts = pattern.split('/');
  const [namespace = '', kind = ''] = parts.length === 2 ? ['', ...parts] : parts;
  const kinds = cluster.kinds.filter((gk) => matchesPattern(kind, gk) || matchesPattern(kind, gk.replace(/\..*/, '')));
  const lists = kinds.map((gk) => cluster.list(gk, namespace.includes('*') ? undefined : namespace).items);
  return lists.flatMap((list) => list.filter((object) => matchesObject(pattern, object)));
}

/** So many objects are judged for one exception, until one has something to accept: an exception for everything is not worth a second walk. */
const MOST_OBJECTS = 1000;

/** What could not be decided may still be what was accepted. */
function mayBeAccepted({ verdict, undecided }: Verdict): boolean {
  return undecided !== undefined || (verdict !== 'pass' && verdict !== 'not-applicable');
}

/** What is to be said of an exception that accepts nothing; nothing where its check does not run. */
function explainException(run: PostureRun, { check, object }: ExceptionSettings): string | undefined {
  if (!run.active.some((one) => one.check.meta.id === check)) return undefined;
  const objects = objectsOf(run.cluster, object);
  if (objects.length === 0)
    return `no object that was read is ${object}, so this exception for ${check} accepts nothing`;
  if (objects.length > MOST_OBJECTS) return undefined;
  for (const { sources } of verdictsByObject(run, { objects, quiet: 'counted' }))
    if (sources.some(({ verdict }) => verdict.check === check && mayBeAccepted(verdict))) return undefined;
  return `${check} finds nothing in ${object}, so this exception accepts nothing and can go`;
}

function findIdleExceptions(run: PostureRun, { exceptions }: Settings): readonly Diagnostic[] {
  return exceptions.flatMap((one) => {
    const message = one.place && explainException(run, one);
    return message === undefined ? [] : [{ severity: 'note', code: 'idle-exception', message, ...one.place }];
  });
}

/** One note about checks that are given a severity or options and do not run. */
function findIdleChecks(run: PostureRun, { checks }: Settings): readonly Diagnostic[] {
  const running = new Set(run.active.map(({ check }) => check.meta.id));
  const idle = Object.keys(checks).filter((id) => checks[id]?.enabled === undefined && !running.has(id));
  if (idle.length === 0) return [];
  const message = `the settings speak of ${idle.join(', ')}, which the profile does not run; "enabled: true" adds a check`;
  return [{ severity: 'note', code: 'idle-check', message }];
}

/**
 * What of `merlon.yaml` does nothing here: paths of `templates:` that lead to no pod template in what was read, exceptions that accept nothing, and, where
 * the profile is the settings' own (`isOwnProfile`) and no other that they were not written for, checks that do not run. Many of these are slips of the pen,
 * and they look like a clean report.
 */
export function findIdleSettings(run: PostureRun, settings: Settings, isOwnProfile: boolean): readonly Diagnostic[] {
  return [
    ...findIdlePaths(run.cluster, settings),
    ...(isOwnProfile ? findIdleChecks(run, settings) : []),
    ...findIdleExceptions(run, settings),
  ];
}
