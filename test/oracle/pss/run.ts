import { resolve } from 'node:path';
import { type JsonObject, stringifyJson } from '../../../src/model/json.ts';
import {
  CONTROLS,
  evaluatePodSecurity,
  NEWEST_MINOR,
  podTemplateOf,
  withHostNetworkPorts,
} from '../../../src/model/kube/index.ts';
import { below, createRng, pick, type Rng } from '../../support/rng.ts';
import { askProgram, buildOracle } from '../go-program.ts';
import { randomPod } from './pods.ts';

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

interface Question {
  readonly pod: JsonObject;
  readonly level: 'baseline' | 'restricted';
  readonly minor: number;
}

const FOLDER = 'test/oracle/pss';
const BATCH = 10_000;
const LEAST_PASSING = 0.4;

function askedOf(rng: Rng): readonly Question[] {
  const pod = randomPod(rng);
  const minor = below(rng, NEWEST_MINOR + 1);
  return [
    { pod, level: 'baseline', minor },
    { pod, level: 'restricted', minor: pick(rng, [minor, NEWEST_MINOR]) },
  ];
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
  const answer = JSON.parse(line) as { readonly failing: readonly string[]; readonly error?: string };
  if (answer.error !== undefined) throw new Error(`the oracle refused a pod: ${answer.error}`);
  return answer.failing.toSorted();
}

function write({ pod, level, minor }: Question): string {
  return `${stringifyJson({ pod, level, version: `v1.${minor}` })}\n`;
}

/**
 * Judges random pods with our evaluator and with the library that the API server uses (k8s.io/pod-security-admission), at both levels and random
 * versions, and compares verdicts and failing controls. Needs Go.
 */
export async function run({ count, seed }: PssOracleOptions): Promise<PssOracleResult> {
  const program = await buildOracle(resolve(FOLDER));
  const rng = createRng(seed);
  const differences: string[] = [];
  const hits = new Map<string, number>(CONTROLS.map(({ id }) => [id, 0]));
  let passing = 0;
  for (let done = 0; done < count; done += BATCH) {
    const asked = Array.from({ length: Math.min(BATCH, count - done) }, () => askedOf(rng)).flat();
    const lines = await askProgram(program, asked.map(write), asked.length);
    for (const [i, question] of asked.entries()) {
      const [own, other] = [ours(question), theirs(lines[i] ?? '')];
      if (own.join() !== other.join())
        differences.push(
          `1.${question.minor} ${question.level}: ours ${own.join()}, theirs ${other.join()}: ${stringifyJson(question.pod)}`,
        );
      if (other.length === 0) passing++;
      for (const id of other) hits.set(id, (hits.get(id) ?? 0) + 1);
    }
  }
  const share = passing / (2 * count);
  const silent = [...hits].filter(([, times]) => times === 0).map(([id]) => id);
  const lines = [
    `Pod Security against pod-security-admission v0.37.2: ${count} pods at both levels, seed ${seed}`,
    `  passing ${(100 * share).toFixed(1)} %, differences ${differences.length}`,
    `  failed by control: ${[...hits].map(([id, times]) => `${id} ${times}`).join(', ')}`,
    ...differences.slice(0, 10).map((line) => `  ${line}`),
    ...(share < LEAST_PASSING ? [`  too few pods pass: under ${100 * LEAST_PASSING} %`] : []),
    ...silent.map((id) => `  no pod fails ${id}: the run says nothing of it`),
  ];
  const failed = differences.length + silent.length + (share < LEAST_PASSING ? 1 : 0);
  return { passed: 2 * count - differences.length, failed, lines };
}
