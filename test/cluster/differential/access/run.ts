import { openAccess, RBAC_KINDS } from '../../../../src/engines/access/index.ts';
import type { Access } from '../../../../src/model/facts/index.ts';
import type { Cluster } from '../../../../src/model/cluster/index.ts';
import { isObject, textOf, valueAt } from '../../../../src/model/json.ts';
import { formatAttributes } from '../../../../src/model/kube/index.ts';
import { ACCESS_FAULTS, twinAllows } from '../../../support/access-twin.ts';
import { createRng, type Rng } from '../../../support/rng.ts';
import { type ControlPlane, readCluster, startControlPlane } from '../../index.ts';
import { inParallel } from '../parallel.ts';
import type { DifferentialOptions, DifferentialResult } from '../registry.ts';
import { POINTS } from './points.ts';
import { type Question, randomQuestion, reviewOf } from './questions.ts';
import { NAMESPACES, type Posted, randomWorld } from './world.ts';

const AT_ONCE = 16;
const QUESTIONS_PER_WORLD = 2000;
/** Of each point, so many in 100,000 questions. */
const LEAST_OF_POINT = 500;
const LEAST_ALLOWED = 0.4;
const SHOWN = 8;
/** The twin looks at everything: it is asked now and then, which is enough to catch a mistake. Of URLs it is asked always: few questions are about them. */
const TWIN_EVERY = 7;

interface Tally {
  asked: number;
  allowed: number;
  readonly points: Map<string, number>;
  readonly caught: Set<string>;
  readonly differences: string[];
}

async function clear(plane: ControlPlane): Promise<void> {
  const root = '/apis/rbac.authorization.k8s.io/v1';
  const query = { labelSelector: '!kubernetes.io/bootstrapping' };
  for (const kind of ['clusterrolebindings', 'clusterroles'])
    await plane.admin.send('DELETE', `${root}/${kind}`, { query });
  for (const namespace of NAMESPACES)
    for (const kind of ['rolebindings', 'roles'])
      await plane.admin.send('DELETE', `${root}/namespaces/${namespace}/${kind}`);
}

/** The rules of a role, however they are ordered. */
function rulesText(rules: unknown): string {
  return (Array.isArray(rules) ? rules : [])
    .map((rule) => JSON.stringify(rule))
    .toSorted()
    .join();
}

/** Waits until the controller has written into aggregated roles what we say that it will. */
async function settle(plane: ControlPlane): Promise<Cluster> {
  let waiting: readonly string[] = [];
  for (let tries = 0; tries < 100; tries++) {
    const cluster = await readCluster(plane, Object.values(RBAC_KINDS));
    const access = openAccess(cluster);
    waiting = access.roles
      .filter(({ object }) => isObject(object.data['aggregationRule']))
      .filter(({ object, origins }) => {
        const ours = origins.map(({ object: from, index }) => valueAt(from.data, ['rules', index]));
        return rulesText(ours) !== rulesText(object.data['rules']);
      })
      .map(({ object }) => object.ref.name);
    if (waiting.length === 0) return cluster;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`aggregated roles do not become what we say: ${waiting.join(', ')}`);
}

async function ask(plane: ControlPlane, question: Question): Promise<boolean> {
  const review = await plane.admin.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    body: reviewOf(question),
  });
  return valueAt(review, ['status', 'allowed']) === true;
}

function show({ user, attributes }: Question): string {
  return `${user.name} (${user.groups.join(' ')}): ${formatAttributes(attributes)}`;
}

function countPoints(question: Question, access: Access, tally: Tally): void {
  const chains = access.chainsOf(question.user, question.attributes);
  for (const [name, sign] of Object.entries(POINTS))
    if (sign(question, chains, access)) tally.points.set(name, (tally.points.get(name) ?? 0) + 1);
}

/** The real server, what was read of it, and what we make of that. */
interface Compared {
  readonly plane: ControlPlane;
  readonly cluster: Cluster;
  readonly access: Access;
}

async function compare({ plane, cluster, access }: Compared, question: Question, tally: Tally): Promise<void> {
  const theirs = await ask(plane, question);
  const { decision } = access.authorize(question.user, question.attributes);
  tally.asked++;
  if (theirs) tally.allowed++;
  countPoints(question, access, tally);
  if ((decision === 'allowed') !== theirs || decision === 'unknown')
    tally.differences.push(`${show(question)}: ours ${decision}, theirs ${theirs ? 'allowed' : 'denied'}`);
  const who = access.whoCan(question.attributes).items.length > 0;
  if (theirs && !who && !question.user.groups.includes('system:masters'))
    tally.differences.push(`${show(question)}: allowed, but whoCan names nobody`);
  if (tally.asked % TWIN_EVERY !== 0 && question.attributes.kind !== 'url') return;
  const { user, attributes } = question;
  if (twinAllows(cluster.objects, user, attributes) !== theirs)
    tally.differences.push(`${show(question)}: the twin says otherwise than the server`);
  for (const fault of ACCESS_FAULTS)
    if (!tally.caught.has(fault) && twinAllows(cluster.objects, user, attributes, fault) !== theirs)
      tally.caught.add(fault);
}

async function post(plane: ControlPlane, { path, body }: Posted): Promise<void> {
  const { status, body: answer } = await plane.admin.request('POST', path, { body });
  // The server wants namespaces of accounts, which older ones did not: those objects cannot be.
  if (status !== 201 && status !== 422) throw new Error(`${path}: ${status} ${textOf(valueAt(answer, ['message']))}`);
}

async function runWorld(plane: ControlPlane, rng: Rng, count: number, tally: Tally): Promise<void> {
  await clear(plane);
  await inParallel([...randomWorld(rng)], AT_ONCE, (one) => post(plane, one));
  const cluster = await settle(plane);
  const access = openAccess(cluster);
  const questions = Array.from({ length: count }, () => randomQuestion(rng, access));
  await inParallel(questions, AT_ONCE, (question) => compare({ plane, cluster, access }, question, tally));
}

function report(tally: Tally, { version, seed, count }: DifferentialOptions): DifferentialResult {
  const share = tally.allowed / tally.asked;
  const least = Math.floor((LEAST_OF_POINT * count) / 100_000);
  const rare = Object.keys(POINTS).filter((name) => (tally.points.get(name) ?? 0) < least);
  const missed = ACCESS_FAULTS.filter((fault) => !tally.caught.has(fault));
  const lines = [
    `Authorization against SubjectAccessReviews of kube-apiserver ${version}: ${tally.asked} questions, seed ${seed}`,
    `  allowed ${(100 * share).toFixed(1)} %, differences ${tally.differences.length}`,
    ...Object.keys(POINTS).map((name) => `    ${name.padEnd(40)} ${tally.points.get(name) ?? 0}`),
    ...tally.differences.slice(0, SHOWN).map((line) => `  ${line}`),
    `  planted faults caught: ${tally.caught.size} of ${ACCESS_FAULTS.length}`,
    ...missed.map((fault) => `  not caught: ${fault}`),
    ...rare.map((name) => `  met less than ${least} times: ${name}`),
    ...(share < LEAST_ALLOWED ? [`  under ${100 * LEAST_ALLOWED} % are allowed`] : []),
  ];
  const failed = tally.differences.length + missed.length + rare.length + (share < LEAST_ALLOWED ? 1 : 0);
  return { passed: tally.asked - tally.differences.length, failed, lines };
}

/**
 * Asks the real API server, by SubjectAccessReview, random questions about random roles and bindings (aggregated ones by the real controller), and compares each answer with the
 * engine's and, now and then, with those of its brute-force twin, whose planted faults must all show.
 */
export async function run(options: DifferentialOptions): Promise<DifferentialResult> {
  const plane = await startControlPlane({
    version: options.version,
    controllers: ['clusterrole-aggregation-controller'],
  });
  const tally: Tally = { asked: 0, allowed: 0, points: new Map(), caught: new Set(), differences: [] };
  const rng = createRng(options.seed);
  try {
    for (const namespace of NAMESPACES) await plane.createNamespace(namespace);
    // Without this binding too its members may do everything.
    await plane.admin.send('DELETE', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/cluster-admin');
    while (tally.asked < options.count)
      await runWorld(plane, rng, Math.min(QUESTIONS_PER_WORLD, options.count - tally.asked), tally);
  } finally {
    await plane.stop();
  }
  return report(tally, options);
}
