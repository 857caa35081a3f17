import {
  compareObjects,
  compareText,
  type Diagnostic,
  type GroupKind,
  type KubeObject,
  type KubeVersion,
  type UnreadList,
} from '../../model/cluster/index.ts';
import { isObject, textOf } from '../../model/json.ts';
import { NEWEST_MINOR, parseKubernetesMinor, joinTemplates, templateKinds } from '../../model/kube/index.ts';
import { ApiError, type Connection, isForAll } from './client/index.ts';
import { templatesOfDefinition, withoutSchemas } from './crd-templates.ts';
import { type ApiResource, discover, type Discovery } from './discovery.ts';
import type { StringTable } from './intern.ts';
import { listObjects } from './list.ts';
import type { ListedObjects } from './pages.ts';
import { listSecretTypes } from './secrets.ts';
import type { LiveCluster, LiveRequest, WatchPoint } from './types.ts';
import { liveWorlds, type TriedList } from './worlds.ts';

const DEFINITIONS = 'CustomResourceDefinition.apiextensions.k8s.io';
/** Lists that are read side by side. */
const AT_ONCE = 4;
/** A server that does not answer at all is more often the wrong one than one that starts again. */
const FIRST_PATIENCE_MS = 15_000;
const NO_SECRETS = 'Secrets are not read: permission to list them is permission to read them (--secrets types)';

async function readVersion(connection: Connection): Promise<KubeVersion> {
  const answer = await connection.get('/version', { patienceMs: FIRST_PATIENCE_MS });
  const text = isObject(answer) ? textOf(answer['gitVersion']) : '';
  const minor = parseKubernetesMinor(text);
  if (minor === undefined) throw new ApiError('bad-answer', `/version: "${text}" is no version of Kubernetes`);
  return { minor, from: 'server' };
}

/** One list that is to be read. */
interface Plan {
  readonly resource: ApiResource;
  readonly namespace: string | undefined;
}

/** What gathers while lists are read. */
interface Gathering {
  readonly objects: KubeObject[];
  readonly tried: TriedList[];
  readonly unread: UnreadList[];
  readonly watchPoints: WatchPoint[];
  readonly strings: StringTable;
  readonly discovery: Discovery;
}

function planLists(resources: readonly ApiResource[], namespaces: readonly string[]): readonly Plan[] {
  return resources.flatMap((resource): readonly Plan[] =>
    resource.namespaced && namespaces.length > 0
      ? namespaces.map((namespace) => ({ resource, namespace }))
      : [{ resource, namespace: undefined }],
  );
}

function readList(
  connection: Connection,
  plan: Plan,
  request: LiveRequest,
  { strings, discovery }: Gathering,
): Promise<ListedObjects> {
  const { resource, namespace } = plan;
  const { group, version } = resource;
  if (resource.gk === 'Secret') return listSecretTypes(connection, resource, namespace);
  return listObjects(connection, resource, namespace, {
    strings,
    // An API that is known to be down gets one chance.
    patienceMs: discovery.failed.has(group === '' ? version : `${group}/${version}`) ? 0 : undefined,
    // Definitions of custom resources can be megabytes each.
    pageSize: resource.gk === DEFINITIONS ? 20 : request.pageSize,
    onPage: (objects) => request.onProgress?.({ kind: resource.gk, objects }),
  });
}

function notRead(plan: Plan, problem: UnreadList['problem'], reason: string, gathering: Gathering): void {
  const { resource, namespace } = plan;
  const { group, gk } = resource;
  gathering.tried.push({ gk, namespace, failure: reason });
  gathering.unread.push({ group, resource: resource.resource, gk, namespace, problem, reason });
}

async function gather(connection: Connection, plan: Plan, request: LiveRequest, gathering: Gathering): Promise<void> {
  const { resource, namespace } = plan;
  if (resource.gk === 'Secret' && request.secrets === 'none') {
    notRead(plan, 'not-opted-in', NO_SECRETS, gathering);
    return;
  }
  try {
    const { objects, resourceVersion } = await readList(connection, plan, request, gathering);
    for (const object of objects) gathering.objects.push(object);
    gathering.tried.push({ gk: resource.gk, namespace, failure: undefined });
    if (resource.verbs.includes('watch')) gathering.watchPoints.push({ resource, namespace, resourceVersion });
  } catch (error) {
    // Who we are and the way there concern every list; all else concerns this one.
    if (!(error instanceof ApiError) || isForAll(error)) throw error;
    notRead(plan, error.problem === 'forbidden' ? 'forbidden' : 'failed', error.message, gathering);
  }
}

async function gatherAll(
  connection: Connection,
  plans: readonly Plan[],
  request: LiveRequest,
  gathering: Gathering,
): Promise<void> {
  const waiting = plans[Symbol.iterator]();
  let isOver = false;
  const work = async (): Promise<void> => {
    for (const plan of waiting) {
      if (isOver) return;
      try {
        await gather(connection, plan, request, gathering);
      } catch (error) {
        // What one list learns of who we are holds for all: no other one is begun.
        isOver = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** The custom resources that hold pods as their definitions say, beside what is named; of those that are known anyway the definitions are not asked. */
function foundTemplates(definitions: readonly KubeObject[], request: LiveRequest): LiveRequest['extraTemplates'] {
  const known = new Set(templateKinds({}));
  const found = definitions.flatMap(({ data }) => {
    const { gk, templates } = templatesOfDefinition(data);
    return templates.length === 0 || known.has(gk) ? [] : [[gk, templates] as const];
  });
  const sorted = Object.fromEntries(found.toSorted(([a], [b]) => compareText(a, b)));
  return joinTemplates(sorted, request.extraTemplates);
}

function isReadable({ verbs }: ApiResource): boolean {
  return verbs.includes('list');
}

function pickResources({ resources }: Discovery, kinds: ReadonlySet<GroupKind>): readonly ApiResource[] {
  return resources.filter((resource) => kinds.has(resource.gk) && isReadable(resource));
}

/** Kinds that the server does not have: their lists are empty and complete, unless the API that would have them is down. */
function missingKinds(kinds: ReadonlySet<GroupKind>, { resources, failed }: Discovery): readonly TriedList[] {
  const there = new Set(resources.filter(isReadable).map(({ gk }) => gk));
  const broken = new Map(
    [...failed].map(([name, reason]) => [name.includes('/') ? name.slice(0, name.indexOf('/')) : '', reason]),
  );
  return [...kinds]
    .filter((gk) => !there.has(gk))
    .map((gk) => {
      const group = gk.includes('.') ? gk.slice(gk.indexOf('.') + 1) : '';
      const reason = broken.get(group);
      return { gk, namespace: undefined, failure: reason === undefined ? undefined : `${group}: ${reason}` };
    });
}

function diagnose({ minor }: KubeVersion, { failed }: Discovery, isInsecure: boolean): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (minor > NEWEST_MINOR)
    diagnostics.push({
      severity: 'warning',
      code: 'newer-server',
      message: `the server is Kubernetes 1.${minor}; the newest whose rules Merlon knows is 1.${NEWEST_MINOR}`,
    });
  if (isInsecure)
    diagnostics.push({
      severity: 'warning',
      code: 'insecure-connection',
      message:
        'the certificate of the server is not checked (insecure-skip-tls-verify): whoever sits in between decides what this report says',
    });
  for (const [name, reason] of failed)
    diagnostics.push({ severity: 'warning', code: 'api-unavailable', message: `${name} cannot be read: ${reason}` });
  return diagnostics;
}

/** Namespaces that were asked for and are not there: a wrong name would look like a namespace without any fault. */
function unknownNamespaces(namespaces: readonly string[], { tried, objects }: Gathering): readonly Diagnostic[] {
  if (!tried.some(({ gk, failure }) => gk === 'Namespace' && failure === undefined)) return [];
  const there = new Set(objects.filter(({ gk }) => gk === 'Namespace').map(({ ref }) => ref.name));
  return namespaces
    .filter((name) => !there.has(name))
    .map((name) => ({
      severity: 'warning',
      code: 'unknown-namespace',
      message: `there is no namespace "${name}" in the cluster`,
    }));
}

/** The definitions first: they say which custom resources hold pods. */
async function readDefinitions(
  connection: Connection,
  discovery: Discovery,
  request: LiveRequest,
  gathering: Gathering,
): Promise<LiveRequest['extraTemplates']> {
  const own: Gathering = { ...gathering, objects: [] };
  const resources = pickResources(discovery, new Set([DEFINITIONS]));
  await gatherAll(connection, planLists(resources, []), request, own);
  for (const object of own.objects) gathering.objects.push({ ...object, data: withoutSchemas(object.data) });
  return foundTemplates(own.objects, request);
}

/** Whether a list that was not read leaves the report less than what was asked for, rather than less than what could be asked for. */
function isShortfall({ problem, namespace }: UnreadList, { namespaces }: LiveRequest, isNamespaced: boolean): boolean {
  if (problem === 'not-opted-in') return false;
  // Who may read some namespaces only may seldom read what is cluster-wide.
  return problem === 'failed' || namespace !== undefined || isNamespaced || namespaces.length === 0;
}

/**
 * Reads a live cluster: only what is asked for, in pages, trimmed at the door. What may not or cannot be read becomes a list that is not complete, with the reason.
 * Throws ApiError when the server cannot be reached at all or does not know us.
 */
export async function collectLive(connection: Connection, request: LiveRequest): Promise<LiveCluster> {
  const version = await readVersion(connection);
  const discovery = await discover(connection);
  const gathering: Gathering = { objects: [], tried: [], unread: [], watchPoints: [], strings: new Map(), discovery };
  const extraTemplates = await readDefinitions(connection, discovery, request, gathering);
  const pods = new Set<GroupKind>(templateKinds(extraTemplates));
  const kinds = new Set([...request.kinds.filter((gk) => gk !== '*'), ...(request.kinds.includes('*') ? pods : [])]);
  kinds.delete(DEFINITIONS);
  const resources = pickResources(discovery, kinds);
  await gatherAll(connection, planLists(resources, request.namespaces), request, gathering);
  const tried = [...gathering.tried, ...missingKinds(kinds, discovery)];
  const namespaced = new Set(resources.filter((one) => one.namespaced).map(({ gk }) => gk));
  const order = ({ gk, namespace = '' }: UnreadList): string => `${gk}|${namespace}`;
  const unread = gathering.unread.toSorted((a, b) => compareText(order(a), order(b)));
  return {
    name: connection.identity.name,
    version,
    objects: gathering.objects.toSorted(compareObjects),
    worlds: liveWorlds(tried, request.namespaces, pods),
    extraTemplates,
    discovery,
    unread,
    diagnostics: [
      ...diagnose(version, discovery, connection.identity.insecure),
      ...unknownNamespaces(request.namespaces, gathering),
    ],
    watchPoints: gathering.watchPoints,
    unreadable: unread.some((list) => isShortfall(list, request, namespaced.has(list.gk))),
  };
}
