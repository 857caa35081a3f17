import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupKind, KubeObject } from '../../model/cluster/index.ts';
import { sameJson } from '../../model/json.ts';
import { joinTemplates, templateKinds } from '../../model/kube/index.ts';
import { ApiError, type Connection } from './client/index.ts';
import { templatesOfDefinition } from './crd-templates.ts';
import { discover } from './discovery.ts';
import type { LiveCluster, LiveRequest } from './types.ts';
import type { LiveEvent } from './watch.ts';

const DEFINITIONS: GroupKind = 'CustomResourceDefinition.apiextensions.k8s.io';
/** The server offers a new kind some seconds after it took the definition. */
const POLL_MS = 500;
const PATIENCE_MS = 30_000;

/** A definition that was not there, or not so, when the cluster was read. */
function isNews({ data }: KubeObject, live: LiveCluster, request: LiveRequest): boolean {
  const { gk, templates } = templatesOfDefinition(data);
  const isKnown = templateKinds({}).includes(gk);
  const wanted = joinTemplates({ [gk]: templates }, request.extraTemplates)[gk] ?? [];
  const holdsPods = isKnown || wanted.length > 0;
  if (!request.kinds.includes(gk) && !(request.kinds.includes('*') && holdsPods)) return false;
  const tried =
    live.watchPoints.some(({ resource }) => resource.gk === gk) || live.unread.some((list) => list.gk === gk);
  return !tried || (!isKnown && !sameJson(live.extraTemplates[gk] ?? [], wanted));
}

/**
 * The kinds that changed definitions of custom resources say something new about, so that what was read does not hold all that would be read now: one
 * that was not there, or one whose objects hold pods in other places.
 */
export function newKinds(events: readonly LiveEvent[], live: LiveCluster, request: LiveRequest): readonly GroupKind[] {
  const objects = events.flatMap((event): readonly KubeObject[] => {
    if (event.kind === 'changed') return [event.object];
    return event.kind === 'relisted' ? event.objects : [];
  });
  const news = objects.filter((object) => object.gk === DEFINITIONS && isNews(object, live, request));
  return [...new Set(news.map(({ data }) => templatesOfDefinition(data).gk))];
}

/** Waits until the server offers all these kinds; false where it does not after half a minute. */
export async function waitForKinds(
  connection: Connection,
  kinds: readonly GroupKind[],
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!signal.aborted && performance.now() < deadline) {
    try {
      const { resources } = await discover(connection);
      if (kinds.every((gk) => resources.some((resource) => resource.gk === gk))) return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
