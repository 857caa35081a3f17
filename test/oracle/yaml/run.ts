import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDocuments, type YamlDocument } from '../../../src/model/yaml/index.ts';
import { createRng, pick } from '../../support/rng.ts';
import { firstDifference, markValue, parseAnswer, type Reading } from './answers.ts';
import { askOracle, buildOracle } from '../go-program.ts';
import { classify, DECISIONS, type DifferenceClass } from './classes.ts';
import { LIMITS } from './limits.ts';
import { mutate } from './mutate.ts';
import { TRAPS } from './traps.ts';

/** How many mutated documents, from which seed, and the folder that holds `realworld` and `pss`. */
export interface YamlOracleOptions {
  readonly count: number;
  readonly seed: number;
  readonly corpora: string;
}

/** What a run says: counts, and the lines to print. */
export interface YamlOracleResult {
  readonly passed: number;
  readonly failed: number;
  readonly lines: string[];
}

interface Tally {
  same: number;
  refused: number;
  valueDifferences: string[];
  /** Differences of values that may come from Go's random choice between two keys that become one string. */
  readonly doubtful: { readonly text: string; readonly at: string }[];
  random: number;
  readonly classes: Map<DifferenceClass, string[]>;
}

const BATCH = 5000;
const LONGEST_SEED = 6000;

/** Of all documents, how many at most may be refused by one side only, whatever was decided about them. */
const MOST_REFUSED_BY_ONE = 0.001;

/** Beginnings of the corpora's files; none of a corpus that is not there. */
async function readSeeds(corpora: string): Promise<readonly string[]> {
  const seeds: string[] = [];
  for (const part of ['realworld', 'pss']) {
    if (!existsSync(join(corpora, part))) continue;
    const names = await readdir(join(corpora, part), { recursive: true });
    const wanted = names.filter((name) => /\.(?:ya?ml|json)$/.test(name)).sort();
    // The suites hold thousands of files of one shape; a few hundred of them are as good.
    const step = Math.max(1, Math.floor(wanted.length / 400));
    for (let i = 0; i < wanted.length; i += step) {
      const text = await readFile(join(corpora, part, wanted[i] ?? ''), 'utf8');
      seeds.push(text.slice(0, LONGEST_SEED));
    }
  }
  return seeds;
}

/**
 * Ours up to the first document that cannot be read, where kubectl would stop. A broken `---` line makes kubectl lose the
 * document before it as well; we keep that one and report the line, so it is left out here only to compare the rest.
 */
function readOurs(text: string): readonly Reading[] {
  const readings: Reading[] = [];
  let end = -1;
  for (const document of readDocuments(text)) {
    const broken =
      document.value === undefined &&
      document.format === 'yaml' &&
      text.startsWith('---', document.start) &&
      document.problems[0]?.offset === document.start;
    if (broken && end === document.start) readings.pop();
    readings.push(readingOf(document));
    if (document.value === undefined) break;
    end = document.format === 'yaml' ? document.end : -1;
  }
  return readings;
}

function readingOf(document: YamlDocument): Reading {
  if (document.value !== undefined) return { value: markValue(document.value), error: undefined };
  return { value: null, error: document.problems.map((problem) => `${problem.code}: ${problem.message}`).join('; ') };
}

function compareOne(text: string, line: string, tally: Tally): void {
  const theirs = parseAnswer(line);
  const ours = readOurs(text);
  if (!agreeOnRefusal(text, ours, theirs, tally)) return;
  const at = ours
    .map((reading, i) => firstDifference(reading.value, theirs[i]?.value, `$${i}`))
    .find((path) => path !== undefined);
  if (at !== undefined) tally.doubtful.push({ text, at });
  else if (ours.at(-1)?.error === undefined) tally.same++;
  else tally.refused++;
}

/** Whether both sides stop at the same document or not at all; notes the class of the difference when not. */
function agreeOnRefusal(text: string, ours: readonly Reading[], theirs: readonly Reading[], tally: Tally): boolean {
  const [ourError, theirError] = [ours.at(-1)?.error, theirs.at(-1)?.error];
  if (ours.length === theirs.length && (ourError === undefined) === (theirError === undefined)) return true;
  const kind = classify(text, ours, theirs);
  const list = tally.classes.get(kind) ?? [];
  list.push(
    describe(text, `ours ${ours.length} ${ourError ?? 'ok'}; Kubernetes ${theirs.length} ${theirError ?? 'ok'}`),
  );
  tally.classes.set(kind, list);
  return false;
}

/** Compares only whether a document is refused: some values are nested too deep to be walked. */
function compareRefusal(text: string, line: string, tally: Tally): void {
  const ours = readDocuments(text).map(({ value, problems }): Reading => {
    return { value: null, error: value === undefined ? problems[0]?.code : undefined };
  });
  if (!agreeOnRefusal(text, ours, parseAnswer(line), tally)) return;
  if (ours.at(-1)?.error === undefined) tally.same++;
  else tally.refused++;
}

function describe(text: string, what: string): string {
  return `${what}: ${JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text)}`;
}

/** Asks again about differing values: Go's answer is random when two keys of different types become the same string. */
async function settleDoubtful(program: string, tally: Tally): Promise<void> {
  for (const { text, at } of tally.doubtful) {
    const answers = new Set(await askOracle(program, Array.from<string>({ length: 40 }).fill(text)));
    const ours = readOurs(text);
    const matches = [...answers].some((line) =>
      parseAnswer(line).every((theirs, i) => firstDifference(ours[i]?.value, theirs.value) === undefined),
    );
    if (answers.size > 1 && matches) tally.random++;
    else tally.valueDifferences.push(describe(text, at));
  }
}

/**
 * Compares our reader with Kubernetes' own (k8s.io/apimachinery, sigs.k8s.io/yaml, go-yaml) on mutated documents. Needs Go.
 * A difference of values fails the run, and so does a class of refusals that has no decision.
 */
export async function run(options: YamlOracleOptions): Promise<YamlOracleResult> {
  const program = await buildOracle(import.meta.dirname);
  const rng = createRng(options.seed);
  const manifests = await readSeeds(options.corpora);
  const seeds = [...manifests, ...TRAPS];
  const tally: Tally = { same: 0, refused: 0, valueDifferences: [], doubtful: [], random: 0, classes: new Map() };
  const limits = await askOracle(program, LIMITS);
  LIMITS.forEach((text, i) => compareRefusal(text, limits[i] ?? '', tally));
  for (let done = 0; done < options.count; done += BATCH) {
    const size = Math.min(BATCH, options.count - done);
    const texts = Array.from({ length: size }, (_, i) => seeds[done + i] ?? mutateOne(seeds));
    const lines = await askOracle(program, texts);
    texts.forEach((text, i) => compareOne(text, lines[i] ?? '', tally));
  }
  await settleDoubtful(program, tally);
  return report(tally, options, manifests.length);

  /** Half of the documents come from the traps, which are few. */
  function mutateOne(pool: readonly string[]): string {
    return mutate(pick(rng, rng() < 0.5 ? TRAPS : pool), rng, TRAPS);
  }
}

function report(tally: Tally, options: YamlOracleOptions, manifests: number): YamlOracleResult {
  const differing = [...tally.classes.values()].reduce((sum, list) => sum + list.length, 0);
  const undecided = tally.classes.get('undecided')?.length ?? 0;
  const lines = [
    `YAML reader against Kubernetes v0.37.2: ${options.count + LIMITS.length} documents, seed ${options.seed}`,
    `  made from ${manifests} manifests of the corpora and ${TRAPS.length} traps`,
    `  both accept, same values: ${tally.same}`,
    `  both refuse: ${tally.refused}`,
    `  both accept, other values: ${tally.valueDifferences.length}`,
    `  both accept, Kubernetes' value is random (1 and "1" as keys of one mapping), ours is one of them: ${tally.random}`,
    `  one refuses: ${differing} (${((100 * differing) / options.count).toFixed(3)} %)`,
  ];
  for (const [kind, list] of [...tally.classes].toSorted(([a], [b]) => a.localeCompare(b))) {
    lines.push(`    ${kind}: ${list.length}. ${DECISIONS[kind]}`);
    for (const example of list.slice(0, kind === 'undecided' ? 20 : 1)) lines.push(`      ${example}`);
  }
  for (const example of tally.valueDifferences.slice(0, 20)) lines.push(`  value differs at ${example}`);
  const tooMany = differing > MOST_REFUSED_BY_ONE * options.count;
  if (tooMany) lines.push(`  one side alone refuses more than ${100 * MOST_REFUSED_BY_ONE} % of the documents`);
  const faults = tally.valueDifferences.length + undecided;
  return { passed: options.count + LIMITS.length - faults, failed: faults + (tooMany ? 1 : 0), lines };
}
