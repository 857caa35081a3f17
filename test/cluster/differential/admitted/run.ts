import { isObject, type JsonObject, stringifyJson, textOf, valueAt } from '../../../../src/model/json.ts';
import {
  type AdmissionContext,
  admitPod,
  readLimitRange,
  readPriorityClass,
  readResourceQuota,
} from '../../../../src/model/kube/index.ts';
import { createRng, type Rng } from '../../../support/rng.ts';
import { type ControlPlane, startControlPlane } from '../../index.ts';
import { inParallel } from '../parallel.ts';
import type { DifferentialOptions, DifferentialResult } from '../registry.ts';
import { ourOutcomes, theirOutcome } from './answers.ts';
import { randomClasses, randomPriority, randomQuota, randomRange, randomSpec, withScheduling } from './cases.ts';

const AT_ONCE = 16;
const PODS_PER_SETTING = 50;
const SHOWN = 8;
/** Admission reads LimitRanges, quotas and classes from a cache that follows within moments. */
const CACHE_MS = 700;

/** Where pods are created: a namespace, and what is in force there. */
interface Setting {
  readonly namespace: string;
  readonly context: AdmissionContext;
}

interface Tally {
  asked: number;
  readonly outcomes: Map<string, number>;
  readonly differences: string[];
}

/** One kind of question: how settings are made, and which pods are asked about. */
interface Family {
  readonly name: string;
  makeSetting(plane: ControlPlane, rng: Rng, namespace: string): Promise<Omit<AdmissionContext, 'minor'>>;
  makeSpec(rng: Rng): JsonObject;
}

const NOTHING = { ranges: [], quotas: [], classes: [] };

async function store(plane: ControlPlane, path: string, make: () => JsonObject): Promise<JsonObject> {
  for (let tries = 0; tries < 200; tries++) {
    const { status, body } = await plane.admin.request('POST', path, { body: make() });
    if (status === 201 && isObject(body)) return body;
    // Random bounds often contradict each other; the next ones may not.
    if (status !== 422) throw new Error(`${path}: ${status} ${stringifyJson(body)}`);
  }
  throw new Error(`${path}: 200 random objects in a row were refused`);
}

async function storeRanges(plane: ControlPlane, rng: Rng, namespace: string): Promise<AdmissionContext['ranges']> {
  const path = `/api/v1/namespaces/${namespace}/limitranges`;
  const first = await store(plane, path, () => randomRange(rng, 'first', true));
  const second = rng() < 0.4 ? [await store(plane, path, () => randomRange(rng, 'second', false))] : [];
  return [first, ...second].map(readLimitRange);
}

async function storeQuotas(plane: ControlPlane, rng: Rng, namespace: string): Promise<AdmissionContext['quotas']> {
  const path = `/api/v1/namespaces/${namespace}/resourcequotas`;
  const quotas: AdmissionContext['quotas'][number][] = [];
  for (const name of rng() < 0.4 ? ['first', 'second'] : ['first']) {
    let used: JsonObject = {};
    const stored = await store(plane, path, () => {
      const made = randomQuota(rng, name);
      used = made.used;
      return made.quota;
    });
    const status = { hard: valueAt(stored, ['spec', 'hard']), used };
    const settled = await plane.admin.send('PUT', `${path}/${name}/status`, { body: { ...stored, status } });
    quotas.push(readResourceQuota(settled));
  }
  return quotas;
}

async function storeClasses(plane: ControlPlane, rng: Rng): Promise<AdmissionContext['classes']> {
  const path = '/apis/scheduling.k8s.io/v1/priorityclasses';
  for (const name of ['low', 'middle', 'high']) await plane.admin.request('DELETE', `${path}/${name}`);
  const stored: JsonObject[] = [];
  for (const made of randomClasses(rng)) stored.push(await plane.admin.send('POST', path, { body: made }));
  return stored.map(readPriorityClass);
}

const FAMILIES: readonly Family[] = [
  {
    name: 'LimitRange',
    makeSetting: async (plane, rng, namespace) => ({ ...NOTHING, ranges: await storeRanges(plane, rng, namespace) }),
    makeSpec: (rng) => randomSpec(rng, true),
  },
  {
    name: 'ResourceQuota',
    makeSetting: async (plane, rng, namespace) => ({
      ...NOTHING,
      ranges: rng() < 0.3 ? await storeRanges(plane, rng, namespace) : [],
      quotas: await storeQuotas(plane, rng, namespace),
    }),
    makeSpec: (rng) => withScheduling(rng, randomSpec(rng, true)),
  },
  { name: 'QoS', makeSetting: () => Promise.resolve(NOTHING), makeSpec: (rng) => randomSpec(rng, true) },
  {
    name: 'PriorityClass',
    makeSetting: async (plane, rng) => ({ ...NOTHING, classes: await storeClasses(plane, rng) }),
    makeSpec: (rng) => ({ containers: [{ name: 'a', image: 'a' }], ...randomPriority(rng) }),
  },
];

async function compare(
  plane: ControlPlane,
  { namespace, context }: Setting,
  spec: JsonObject,
  tally: Tally,
): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod' }, spec };
  const answer = await plane.admin.request('POST', `/api/v1/namespaces/${namespace}/pods`, {
    body: stringifyJson(body),
    query: { dryRun: 'All' },
  });
  const theirs = theirOutcome(answer);
  const ours = ourOutcomes(admitPod(spec, context));
  tally.asked++;
  const kind = theirs.split(' ', 1)[0] ?? '';
  tally.outcomes.set(kind, (tally.outcomes.get(kind) ?? 0) + 1);
  if (ours.includes(theirs)) return;
  const said = textOf(valueAt(answer.body, ['message']));
  tally.differences.push(`theirs ${theirs} ${said}\n      ours ${ours.join(' or ')}\n      ${stringifyJson(spec)}`);
}

async function ask(
  plane: ControlPlane,
  family: Family,
  tally: Tally,
  options: DifferentialOptions & { readonly minor: number },
): Promise<void> {
  const rng = createRng(options.seed + family.name.length);
  for (let setting = 0; tally.asked < options.count; setting++) {
    const namespace = `${family.name.toLowerCase()}-${setting}`;
    await plane.createNamespace(namespace);
    const made = await family.makeSetting(plane, rng, namespace);
    await new Promise((resolve) => setTimeout(resolve, CACHE_MS));
    const size = Math.min(PODS_PER_SETTING, options.count - tally.asked);
    const specs = Array.from({ length: size }, () => family.makeSpec(rng));
    await inParallel(specs, AT_ONCE, (spec) =>
      compare(plane, { namespace, context: { ...made, minor: options.minor } }, spec, tally),
    );
  }
}

/**
 * Creates random pods by dry run where random LimitRanges, quotas and PriorityClasses are in force, and compares what the server stores, or why it refuses, with what
 * `admitPod` says: `count` pods for each of LimitRange, ResourceQuota, QoS and PriorityClass.
 */
export async function run(options: DifferentialOptions): Promise<DifferentialResult> {
  const plane = await startControlPlane({ version: options.version });
  const minor = Number(options.version.split('.')[1]);
  const lines = [`Resources and priority against kube-apiserver ${options.version}, seed ${options.seed}`];
  let passed = 0;
  let failed = 0;
  try {
    for (const family of FAMILIES) {
      const tally: Tally = { asked: 0, outcomes: new Map(), differences: [] };
      await ask(plane, family, tally, { ...options, minor });
      const outcomes = [...tally.outcomes].map(([name, times]) => `${name} ${times}`).join(', ');
      lines.push(`  ${family.name}: ${tally.asked} pods, differences ${tally.differences.length} (${outcomes})`);
      lines.push(...tally.differences.slice(0, SHOWN).map((line) => `    ${line}`));
      passed += tally.asked - tally.differences.length;
      failed += tally.differences.length;
    }
  } finally {
    await plane.stop();
  }
  return { passed, failed, lines };
}
