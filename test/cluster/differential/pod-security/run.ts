import { formatPath, stringifyJson } from '../../../../src/model/json.ts';
import { podWith } from '../../../oracle/pss/pods.ts';
import { createRng, type Rng } from '../../../support/rng.ts';
import { type ControlPlane, startControlPlane } from '../../index.ts';
import type { DifferentialOptions, DifferentialResult } from '../registry.ts';
import { inParallel } from '../parallel.ts';
import { controlsNamed, evaluate, minorOf } from './controls.ts';
import { FAULTS, SHOWS_FROM } from './faults.ts';
import {
  creatable,
  labelsOf,
  policiesUpTo,
  type Policy,
  type Question,
  randomQuestion,
  reasonsOf,
} from './questions.ts';
import { askUpdates } from './updates.ts';

const AT_ONCE = 16;
const SHOWN = 10;
const LEAST_PASSING = 0.25;
const MERGE_LIMIT = 20;

/** What one comparison says. */
interface Tally {
  asked: number;
  refused: number;
  passing: number;
  differences: number;
  readonly hits: Map<string, number>;
  readonly caught: Map<string, number>;
  readonly examples: string[];
}

async function ask(
  plane: ControlPlane,
  { policy, pod }: Pick<Question, 'policy' | 'pod'>,
): Promise<readonly string[] | undefined> {
  const { status, body } = await plane.admin.request('POST', `/api/v1/namespaces/${policy.namespace}/pods`, {
    body: stringifyJson(pod),
    query: { dryRun: 'All' },
  });
  return reasonsOf(status, body);
}

/** The same question with one change only, where that differs too: what to look at first. */
async function smallest(plane: ControlPlane, question: Question, minor: number): Promise<string> {
  for (const change of question.changes) {
    const pod = creatable(podWith([change]));
    const reasons = await ask(plane, { policy: question.policy, pod });
    if (reasons === undefined) continue;
    const theirs = controlsNamed(reasons, question.policy, minor).join();
    if (theirs !== evaluate(pod, question.policy.level, minor).join()) return `${formatPath(change.path)} alone`;
  }
  return question.changes
    .map((op) => `${formatPath(op.path)} = ${op.op === 'set' ? stringifyJson(op.value) : 'gone'}`)
    .join(' and ');
}

interface Running {
  readonly plane: ControlPlane;
  readonly serverMinor: number;
  readonly tally: Tally;
}

async function compare({ plane, serverMinor, tally }: Running, question: Question): Promise<void> {
  const reasons = await ask(plane, question);
  if (reasons === undefined) {
    tally.refused++;
    return;
  }
  const { policy, pod } = question;
  const minor = minorOf(policy, serverMinor);
  const theirs = controlsNamed(reasons, policy, minor);
  tally.asked++;
  if (theirs.length === 0) tally.passing++;
  for (const id of theirs) tally.hits.set(id, (tally.hits.get(id) ?? 0) + 1);
  for (const [name, faulty] of Object.entries(FAULTS)) {
    if (faulty(pod, policy.level, minor).join() !== theirs.join())
      tally.caught.set(name, (tally.caught.get(name) ?? 0) + 1);
  }
  const ours = evaluate(pod, policy.level, minor);
  if (ours.join() === theirs.join()) return;
  tally.differences++;
  if (tally.examples.length < SHOWN)
    tally.examples.push(
      `${policy.level} ${policy.version}: ours ${ours.join() || 'passes'}, theirs ${theirs.join() || 'passes'}: ${await smallest(plane, question, minor)}`,
    );
}

async function makeNamespaces(plane: ControlPlane, policies: readonly Policy[]): Promise<void> {
  for (const policy of policies) await plane.createNamespace(policy.namespace, labelsOf(policy));
}

function* questionsOf(rng: Rng, policies: readonly Policy[]): Iterable<Question> {
  for (;;) yield randomQuestion(rng, policies);
}

async function compareCreates(
  running: Running,
  policies: readonly Policy[],
  options: DifferentialOptions,
): Promise<void> {
  const { tally } = running;
  // Many random pods are none to the server; those say nothing of Pod Security and do not count.
  for (const question of questionsOf(createRng(options.seed), policies)) {
    const batch: Question[] = [question];
    const rng = createRng(options.seed + tally.asked + tally.refused + 1);
    while (batch.length < Math.min(500, Math.max(AT_ONCE, 2 * (options.count - tally.asked))))
      batch.push(randomQuestion(rng, policies));
    await inParallel(batch, AT_ONCE, (one) => compare(running, one));
    if (tally.asked >= options.count || tally.refused > MERGE_LIMIT * options.count) return;
  }
}

function report(
  tally: Tally,
  updates: { readonly asked: number; readonly differences: readonly string[] },
  options: DifferentialOptions,
): DifferentialResult {
  const share = tally.passing / Math.max(1, tally.asked);
  const serverMinor = Number(options.version.split('.')[1]);
  const faults = Object.keys(FAULTS).filter((name) => (SHOWS_FROM[name] ?? 0) <= serverMinor);
  const missed = faults.filter((name) => !tally.caught.has(name));
  const lines = [
    `Pod Security against kube-apiserver ${options.version}: ${tally.asked} pods created by dry run (${tally.refused} more were no pods to the server), seed ${options.seed}`,
    `  passing ${(100 * share).toFixed(1)} %, differences ${tally.differences}`,
    `  failed by control: ${[...tally.hits]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, times]) => `${id} ${times}`)
      .join(', ')}`,
    ...tally.examples.map((line) => `  ${line}`),
    `  ${updates.asked} updates, differences ${updates.differences.length}`,
    ...updates.differences.slice(0, SHOWN).map((line) => `  ${line}`),
    `  planted faults caught: ${faults.length - missed.length} of ${faults.length}`,
    ...missed.map((name) => `  not caught: ${name}`),
    ...(share < LEAST_PASSING ? [`  too few pods pass: under ${100 * LEAST_PASSING} %`] : []),
  ];
  const failed = tally.differences + updates.differences.length + missed.length + (share < LEAST_PASSING ? 1 : 0);
  return { passed: tally.asked + updates.asked - tally.differences - updates.differences.length, failed, lines };
}

/**
 * Sends random pods through the real Pod Security admission by dry run, in namespaces that enforce both levels at every version from 1.24 on, and compares verdicts
 * and failing controls; then updates of pods that are there. Every planted fault must show.
 */
export async function run(options: DifferentialOptions): Promise<DifferentialResult> {
  const plane = await startControlPlane({ version: options.version });
  try {
    const serverMinor = Number(options.version.split('.')[1]);
    const policies = policiesUpTo(serverMinor);
    await makeNamespaces(plane, policies);
    const tally: Tally = {
      asked: 0,
      refused: 0,
      passing: 0,
      differences: 0,
      hits: new Map(),
      caught: new Map(),
      examples: [],
    };
    await compareCreates({ plane, serverMinor, tally }, policies, options);
    const updates = await askUpdates(plane, policies, { ...options, serverMinor });
    return report(tally, updates, options);
  } finally {
    await plane.stop();
  }
}
