import { isObject, type JsonObject, stringifyJson, textOf, valueAt } from '../../../../src/model/json.ts';
import { isJudgedOnUpdate } from '../../../../src/model/kube/index.ts';
import { podWith, randomChanges } from '../../../oracle/pss/pods.ts';
import { below, createRng, pick, type Rng } from '../../../support/rng.ts';
import type { ControlPlane } from '../../index.ts';
import { inParallel } from '../parallel.ts';
import type { DifferentialOptions } from '../registry.ts';
import { controlsNamed, evaluate, minorOf } from './controls.ts';
import { creatable, labelsOf, type Policy, reasonsOf } from './questions.ts';

const AT_ONCE = 16;
const PODS_EACH = 12;
const STRATEGIC = 'application/strategic-merge-patch+json';

/** A pod that was stored before its namespace got strict. */
interface Stored {
  readonly policy: Policy;
  readonly pod: JsonObject;
  readonly name: string;
}

/** A change of a stored pod: where it is sent, and what. */
interface Update {
  readonly subresource: string;
  readonly patch: JsonObject;
  readonly what: string;
}

/** How often an update was compared, and each difference. */
export interface UpdateTally {
  readonly asked: number;
  readonly differences: readonly string[];
}

/** Stores random pods where nothing is enforced yet; the server refuses those that are none. */
async function storePods(plane: ControlPlane, policy: Policy, rng: Rng): Promise<readonly Stored[]> {
  const stored: Stored[] = [];
  for (let i = 0; i < PODS_EACH; i++) {
    const pod = creatable(podWith(randomChanges(rng)));
    const metadata = isObject(pod['metadata']) ? pod['metadata'] : {};
    const name = `pod-${i}`;
    const { status, body } = await plane.admin.request('POST', `/api/v1/namespaces/${policy.namespace}/pods`, {
      body: stringifyJson({ ...pod, metadata: { ...metadata, name } }),
    });
    if (status === 201 && isObject(body)) stored.push({ policy, pod: body, name });
  }
  return stored;
}

const EPHEMERAL: readonly JsonObject[] = [
  {},
  { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  { privileged: true },
  { capabilities: { add: ['SYS_ADMIN'] } },
  { runAsUser: 0 },
];

function randomUpdate(rng: Rng): Update {
  const kind = below(rng, 4);
  if (kind === 0) return { subresource: '', patch: { metadata: { labels: { seen: 'yes' } } }, what: 'a label' };
  if (kind === 1) {
    const patch = { spec: { containers: [{ name: 'a', image: pick(rng, ['a', 'other']) }] } };
    return { subresource: '', patch, what: `the image of a` };
  }
  if (kind === 2) {
    const patch = { spec: { initContainers: [{ name: 'b', image: pick(rng, ['b', 'other']) }] } };
    return { subresource: '', patch, what: 'the image of an init container' };
  }
  const container = { name: 'debug', image: 'debug', securityContext: pick(rng, EPHEMERAL) };
  return {
    subresource: '/ephemeralcontainers',
    patch: { spec: { ephemeralContainers: [container] } },
    what: `an ephemeral container with ${stringifyJson(container.securityContext)}`,
  };
}

/** The pod as the update leaves it; the patches touch containers by name only. */
function updated(pod: JsonObject, { patch }: Update): JsonObject {
  const spec = isObject(pod['spec']) ? pod['spec'] : {};
  const change = isObject(patch['spec']) ? patch['spec'] : {};
  const ephemeral = change['ephemeralContainers'];
  if (ephemeral !== undefined) return { ...pod, spec: { ...spec, ephemeralContainers: ephemeral } };
  const next: Record<string, JsonObject[string]> = { ...spec };
  for (const list of ['containers', 'initContainers']) {
    const named = valueAt(change, [list, 0]);
    const items = spec[list];
    if (!isObject(named) || !Array.isArray(items)) continue;
    next[list] = items.map((item: JsonObject) =>
      item['name'] === named['name'] ? { ...item, image: named['image'] } : item,
    );
  }
  return { ...pod, spec: next };
}

async function compareUpdate(
  plane: ControlPlane,
  { policy, pod, name }: Stored,
  update: Update,
  serverMinor: number,
): Promise<string | undefined> {
  const path = `/api/v1/namespaces/${policy.namespace}/pods/${name}${update.subresource}`;
  const { status, body } = await plane.admin.request('PATCH', path, {
    body: update.patch,
    contentType: STRATEGIC,
    query: { dryRun: 'All' },
  });
  const reasons = reasonsOf(status, body);
  if (reasons === undefined)
    return status === 422 ? '' : `${update.what}: ${status} ${textOf(valueAt(body, ['message']))}`;
  const minor = minorOf(policy, serverMinor);
  const theirs = controlsNamed(reasons, policy, minor).join();
  const after = updated(pod, update);
  const ours = isJudgedOnUpdate(after, pod) ? evaluate(after, policy.level, minor).join() : '';
  return ours === theirs
    ? undefined
    : `${policy.namespace}, ${update.what}: ours ${ours || 'passes'}, theirs ${theirs || 'passes'}`;
}

/** Stores pods, makes their namespaces strict, and compares what updates of them are told. */
export async function askUpdates(
  plane: ControlPlane,
  policies: readonly Policy[],
  { seed, count, serverMinor }: DifferentialOptions & { readonly serverMinor: number },
): Promise<UpdateTally> {
  const rng = createRng(seed + 1);
  const own = policies.map((policy) => ({ ...policy, namespace: `update-${policy.namespace}` }));
  const stored: Stored[] = [];
  for (const policy of own) {
    await plane.createNamespace(policy.namespace);
    stored.push(...(await storePods(plane, policy, rng)));
    const body = { metadata: { labels: labelsOf(policy) as JsonObject } };
    await plane.admin.send('PATCH', `/api/v1/namespaces/${policy.namespace}`, {
      body,
      contentType: 'application/merge-patch+json',
    });
  }
  const pairs = Array.from({ length: Math.ceil(count / 4) }, () => [pick(rng, stored), randomUpdate(rng)] as const);
  const differences: string[] = [];
  let asked = 0;
  await inParallel(pairs, AT_ONCE, async ([one, update]) => {
    const difference = await compareUpdate(plane, one, update, serverMinor);
    // An empty answer: the server refused the update as such.
    if (difference !== '') asked++;
    if (difference !== undefined && difference !== '') differences.push(difference);
  });
  return { asked, differences };
}
