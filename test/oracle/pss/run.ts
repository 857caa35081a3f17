import type { PathOp } from '../../../src/model/cluster/index.ts';
import { formatPath, type JsonObject, stringifyJson } from '../../../src/model/json.ts';
import {
  CONTROLS,
  evaluatePodSecurity,
  NEWEST_MINOR,
  podTemplateOf,
  withHostNetworkPorts,
} from '../../../src/model/kube/index.ts';
import { below, chance, createRng, pick, type Rng } from '../../support/rng.ts';
import { askProgram, buildOracle } from '../go-program.ts';
import { podWith, randomChanges } from './pods.ts';

/** How many random pods, from which seed. */
export interface PssOracleOptions {
  readonly count: number;
  readonly seed: number;
}

/** What a run says: counts, and the lines to print. */
export interface PssOracleResult {
  readonly passed: number;
  readonly failed: number;
  readonly lines: readonly string[];
}

/** The changes that make the pod, and how it is judged. */
interface Question {
  readonly changes: readonly PathOp[];
  readonly pod: JsonObject;
  readonly level: 'baseline' | 'restricted';
  readonly minor: number;
  /** How the version is put to the other side. */
  readonly version: string;
}

/** The failing controls of both sides, in one order. */
interface Verdicts {
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

interface Tally {
  passing: number;
  differences: number;
  readonly hits: Map<string, number>;
  /** The first few differences, as small as they get. */
  readonly examples: string[];
}

const BATCH = 10_000;
const LEAST_PASSING = 0.4;
const SHOWN = 10;

/** Versions in which a control changed, and their neighbours: a change that comes one version early or late shows there. */
const TURNING_POINTS = [...new Set(CONTROLS.flatMap(({ revisions }) => revisions))]
  .flatMap((minor) => [minor - 1, minor, minor + 1])
  .filter((minor) => minor >= 0 && minor <= NEWEST_MINOR);

function randomVersion(rng: Rng): Pick<Question, 'minor' | 'version'> {
  if (chance(rng, 0.1)) return { minor: NEWEST_MINOR, version: 'latest' };
  const minor = chance(rng, 0.5) ? pick(rng, TURNING_POINTS) : below(rng, NEWEST_MINOR + 1);
  return { minor, version: `v1.${minor}` };
}

/** One pod at both levels, each at a version of its own; `latest` is one of them. */
function askedOf(rng: Rng): readonly Question[] {
  const changes = randomChanges(rng);
  const pod = podWith(changes);
  return (['baseline', 'restricted'] as const).map((level) => ({ changes, pod, level, ...randomVersion(rng) }));
}

/** Our failing controls, with the defaults of the API applied as the other side applies them. */
function ours({ pod, level, minor }: Question): readonly string[] {
  const results = evaluatePodSecurity(level, podTemplateOf(withHostNetworkPorts(pod)), minor);
  return results
    .filter(({ violations }) => violations.length > 0)
    .map(({ control }) => control.id)
    .toSorted();
}

function theirs(line: string): readonly string[] {
  const answer = JSON.parse(line) as {
    readonly allowed: boolean;
    readonly failing: readonly string[];
    readonly error?: string;
  };
  if (answer.error !== undefined) throw new Error(`the oracle refused a pod: ${answer.error}`);
  if (answer.allowed !== (answer.failing.length === 0)) throw new Error(`the oracle contradicts itself: ${line}`);
  return answer.failing.toSorted();
}

function questionLine({ pod, level, version }: Question): string {
  return `${stringifyJson({ pod, level, version })}\n`;
}

async function judge(program: string, asked: readonly Question[]): Promise<readonly Verdicts[]> {
  const lines = await askProgram(program, asked.map(questionLine), asked.length);
  return asked.map((question, i) => ({ ours: ours(question), theirs: theirs(lines[i] ?? '') }));
}

function differ(verdicts: Verdicts): boolean {
  return verdicts.ours.join() !== verdicts.theirs.join();
}

/** The difference with one change less, where that differs too. */
async function describeSmallest(program: string, question: Question, verdicts: Verdicts): Promise<string> {
  const smaller = [[], ...question.changes.map((change) => [change])].map((changes) => ({
    ...question,
    changes,
    pod: podWith(changes),
  }));
  const candidates = [...smaller, question];
  const judged = [...(await judge(program, smaller)), verdicts];
  const index = judged.findIndex(differ);
  const { changes, level, version } = candidates[index] ?? question;
  const { ours: own, theirs: other } = judged[index] ?? verdicts;
  const pod = changes.map((op) => `${formatPath(op.path)} = ${op.op === 'set' ? stringifyJson(op.value) : 'gone'}`);
  return `${level} ${version}: ours ${own.join() || 'passes'}, theirs ${other.join() || 'passes'}: the passing pod with ${pod.join(' and ') || 'no change'}`;
}

async function judgeBatch(program: string, asked: readonly Question[], tally: Tally): Promise<void> {
  const judged = await judge(program, asked);
  for (const [i, question] of asked.entries()) {
    const verdicts = judged[i];
    if (verdicts === undefined) continue;
    if (verdicts.theirs.length === 0) tally.passing++;
    for (const id of verdicts.theirs) tally.hits.set(id, (tally.hits.get(id) ?? 0) + 1);
    if (!differ(verdicts)) continue;
    tally.differences++;
    if (tally.examples.length < SHOWN) tally.examples.push(await describeSmallest(program, question, verdicts));
  }
}

/**
 * Judges random pods with our evaluator and with the library that the API server uses (k8s.io/pod-security-admission), at both levels and random
 * versions, and compares verdicts and failing controls. Too few passing pods, or a control that no pod fails, fail the run too. Needs Go.
 */
export async function run({ count, seed }: PssOracleOptions): Promise<PssOracleResult> {
  const program = await buildOracle(import.meta.dirname);
  const rng = createRng(seed);
  const tally: Tally = { passing: 0, differences: 0, hits: new Map(CONTROLS.map(({ id }) => [id, 0])), examples: [] };
  for (let done = 0; done < count; done += BATCH) {
    const asked = Array.from({ length: Math.min(BATCH, count - done) }, () => askedOf(rng)).flat();
    await judgeBatch(program, asked, tally);
  }
  const share = tally.passing / (2 * count);
  const silent = [...tally.hits].filter(([, times]) => times === 0).map(([id]) => id);
  const lines = [
    `Pod Security against pod-security-admission v0.37.2: ${count} pods at both levels, seed ${seed}`,
    `  passing ${(100 * share).toFixed(1)} %, differences ${tally.differences}`,
    `  failed by control: ${[...tally.hits].map(([id, times]) => `${id} ${times}`).join(', ')}`,
    ...tally.examples.map((line) => `  ${line}`),
    ...(share < LEAST_PASSING ? [`  too few pods pass: under ${100 * LEAST_PASSING} %`] : []),
    ...silent.map((id) => `  no pod fails ${id}: the run says nothing of it`),
  ];
  const failed = tally.differences + silent.length + (share < LEAST_PASSING ? 1 : 0);
  return { passed: 2 * count - tally.differences, failed, lines };
}
