import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../../src/engines/posture/contract.ts';
import type { ActiveCheck } from '../../src/engines/posture/judge.ts';
import { judgeCluster, type PostureRun } from '../../src/engines/posture/run.ts';
import { judgementKey, type VerdictSource, verdictsOf } from '../../src/engines/posture/verdicts.ts';
import { applyOps, type KubeObject, prefixOps } from '../../src/model/cluster/index.ts';
import {
  formatPath,
  isList,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  sameJson,
  stringifyJson,
  valueAt,
} from '../../src/model/json.ts';
import { isKnownField, NEWEST_MINOR } from '../../src/model/kube/index.ts';
import { readDocuments } from '../../src/model/yaml/index.ts';
import { clusterOf, objectsOf } from './objects.ts';
import { PROVIDERS } from './providers.ts';

/** What a case wants said: every judgement that is not a pass, in order. */
export interface Expected {
  readonly rule?: string;
  readonly undecided?: 'open' | 'unreadable' | 'invalid' | 'crash';
  readonly container?: string;
  readonly item?: string;
  /** From the pod template's root (workload and template checks) or the object's. */
  readonly path?: string;
  readonly value?: Json;
  readonly severity?: string;
  /** The class of its fix, or `none`. */
  readonly fix?: string;
  /** Kinds whose lists may lack what the verdict assumes not to be there. */
  readonly assumes?: readonly string[];
  /** Words that fill the rule's sentence. */
  readonly words?: Readonly<Record<string, string>>;
  /** What stands at paths (written as `path` is) once the fix is made; null where nothing does. */
  readonly after?: Readonly<Record<string, Json>>;
}

/** One named input of a check's cases.yaml. The subject is the first object of the input. */
export interface CheckCase {
  readonly name: string;
  readonly kind: 'bad' | 'good';
  readonly input: string;
  readonly expect: readonly Expected[];
  readonly kubernetes: number;
  readonly complete: boolean;
  /** Kinds whose lists may lack something although the input is complete otherwise. */
  readonly unseen: readonly string[];
  /** Kinds of which only the names were read, as Secrets are from a live cluster; their content is taken away. */
  readonly namesOnly: readonly string[];
  readonly options: Readonly<Record<string, Json>>;
  /** Re-runs that do not apply, each with the reason. */
  readonly skip: Readonly<Record<string, string>>;
  /** Why a failing judgement of a fixable check has no fix here. */
  readonly noFix?: string;
}

const CASE_KEYS = new Set([
  'name',
  'kind',
  'input',
  'expect',
  'kubernetes',
  'complete',
  'unseen',
  'namesOnly',
  'options',
  'skip',
  'noFix',
]);

function toCase(data: Json, shared: JsonObject, file: string): CheckCase {
  if (!isObject(data)) throw new Error(`${file}: a case is no object`);
  for (const key of Object.keys(data)) if (!CASE_KEYS.has(key)) throw new Error(`${file}: unknown key ${key}`);
  const { name, kind, input } = data;
  if (typeof name !== 'string' || typeof input !== 'string' || (kind !== 'bad' && kind !== 'good')) {
    throw new Error(`${file}: a case needs name, kind (bad or good) and input`);
  }
  const kubernetes = data['kubernetes'];
  return {
    name,
    kind,
    input,
    expect: (data['expect'] ?? []) as unknown as readonly Expected[],
    kubernetes:
      kubernetes === undefined
        ? NEWEST_MINOR
        : Number(
            stringifyJson(kubernetes)
              .replace(/^"?1\./, '')
              .replace('"', ''),
          ),
    complete: data['complete'] === true,
    unseen: (data['unseen'] ?? []) as unknown as readonly string[],
    namesOnly: (data['namesOnly'] ?? []) as unknown as readonly string[],
    options: (data['options'] ?? {}) as Readonly<Record<string, Json>>,
    skip: { ...shared, ...(data['skip'] as JsonObject | undefined) } as Readonly<Record<string, string>>,
    ...(typeof data['noFix'] === 'string' ? { noFix: data['noFix'] } : {}),
  };
}

/** Where the folders of checks are. */
export const CHECKS_FOLDER = join(import.meta.dirname, '../../src/engines/posture/checks');

/** Reads a check's cases.yaml. Throws on anything that is not of the format. */
export function loadCases(check: Check): readonly CheckCase[] {
  const file = join(CHECKS_FOLDER, check.meta.topic, check.meta.id, 'cases.yaml');
  const [document] = readDocuments(readFileSync(file, 'utf8'));
  const root = document?.value;
  if (document === undefined || document.problems.length > 0 || !isObject(root) || !Array.isArray(root['cases'])) {
    throw new Error(`${file}: not readable: ${document?.problems[0]?.message ?? 'no list of cases'}`);
  }
  const shared = isObject(root['skip']) ? root['skip'] : {};
  return root['cases'].map((one: Json) => toCase(one, shared, file));
}

/** The ids of all check folders, sorted. */
export function checkFolders(): readonly { readonly topic: string; readonly id: string }[] {
  const folders = (path: string): readonly string[] =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  return folders(CHECKS_FOLDER)
    .flatMap((topic) => folders(join(CHECKS_FOLDER, topic)).map((id) => ({ topic, id })))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The check with the options of a case, defaults elsewhere. */
export function activate(check: Check, options: Readonly<Record<string, Json>> = {}): ActiveCheck {
  const values: Record<string, boolean | number | string | readonly string[]> = {};
  for (const [name, spec] of Object.entries(check.meta.options)) values[name] = spec.default;
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(check.meta.options, name)) throw new Error(`${check.meta.id} has no option ${name}`);
    values[name] = value as boolean | number | string | readonly string[];
  }
  return { check, severity: undefined, options: values };
}

/** What a check says of the subject of a case. */
export interface CaseRun {
  readonly run: PostureRun;
  readonly subject: KubeObject;
  readonly verdicts: readonly VerdictSource[];
}

/** Judges objects as a case says; the first one is the subject. */
export function runObjects(
  check: Check,
  objects: readonly KubeObject[],
  testCase: Pick<CheckCase, 'complete' | 'kubernetes' | 'options'> & Partial<Pick<CheckCase, 'unseen'>>,
): CaseRun {
  const [subject] = objects;
  if (subject === undefined) throw new Error('a case needs an object');
  const { complete, unseen = [], kubernetes: minor } = testCase;
  const cluster = clusterOf(objects, { complete, unseen, minor });
  const run = judgeCluster(cluster, [activate(check, testCase.options)], { providers: PROVIDERS });
  return { run, subject, verdicts: [...verdictsOf(run)].filter((source) => source.verdict.object === subject) };
}

function nameOnly(object: KubeObject): KubeObject {
  const { apiVersion = '', kind = '', metadata = {} } = object.data;
  return { ...object, fidelity: 'metadata', data: { apiVersion, kind, metadata } };
}

/** The objects of a case's input. */
export function caseObjects({ input, kubernetes, namesOnly }: CheckCase): readonly KubeObject[] {
  return objectsOf(input, kubernetes).map((object) => (namesOnly.includes(object.gk) ? nameOnly(object) : object));
}

/** Judges the input of a case. */
export function runCase(check: Check, testCase: CheckCase): CaseRun {
  return runObjects(check, caseObjects(testCase), testCase);
}

/** A verdict in the words of cases.yaml. */
export function describeVerdict({ verdict }: VerdictSource): Expected {
  const { judgement, undecided } = verdict;
  return {
    ...(undecided === undefined ? { rule: judgement.rule } : { undecided: undecided.kind }),
    ...(judgement.container === undefined ? {} : { container: judgement.container }),
    ...(judgement.item === undefined ? {} : { item: judgement.item }),
    path: formatPath(judgement.path),
    ...(judgement.value === undefined ? {} : { value: judgement.value }),
    severity: verdict.severity,
    fix: judgement.fix?.class ?? 'none',
    words: judgement.words ?? {},
    assumes: (judgement.assumes ?? []).map(({ gk }) => gk),
  };
}

/** Everything that stands in a value, by path as `path` is written. */
function spread(value: Json | undefined, path: Path, into: Map<string, Json>): Map<string, Json> {
  if (value === undefined) return into;
  into.set(formatPath(path), value);
  if (isList(value)) for (const [i, item] of value.entries()) spread(item, [...path, i], into);
  else if (isObject(value)) for (const key of Object.keys(value)) spread(value[key], [...path, key], into);
  return into;
}

/** Compares what a fix leaves at some paths with what is wanted there. */
function leaves({ verdict }: VerdictSource, after: Readonly<Record<string, Json>>): boolean {
  const { object, root, judgement } = verdict;
  const fixed = applyOps(object.data, prefixOps(judgement.fix?.ops ?? [], root));
  const found = spread(valueAt(fixed, root), [], new Map());
  return Object.entries(after).every(([path, wanted]) => sameJson(found.get(path) ?? null, wanted));
}

function agrees(wanted: Expected, said: Expected): boolean {
  return Object.entries(wanted).every(([key, value]) => sameJson(value as Json, said[key as keyof Expected] as Json));
}

/** Compares what was said with what was wanted; returns a sentence for each difference. */
export function compareExpected(wanted: readonly Expected[], verdicts: readonly VerdictSource[]): readonly string[] {
  if (verdicts.length === 0) return ['nothing was said of the subject: every check says at least one judgement'];
  const failed = verdicts.filter((source) => source.verdict.verdict !== 'pass');
  const said = failed.map(describeVerdict);
  const problems: string[] = [];
  for (let i = 0; i < Math.max(wanted.length, said.length); i++) {
    const want = wanted[i];
    const got = said[i];
    const { after, ...plain } = want ?? {};
    const source = failed[i];
    const isLeft = after === undefined || (source !== undefined && leaves(source, after));
    if (want === undefined || got === undefined || !agrees(plain, got) || !isLeft) {
      problems.push(`judgement ${i}: wanted ${print(want)}, got ${print(got)}`);
    }
  }
  return problems;
}

function print(value: Expected | undefined): string {
  return value === undefined ? 'none' : stringifyJson(value as unknown as Json);
}

/**
 * What is wrong with the evidence of verdicts, passes included: a value that is not what stands at the path, or a path that names no field of the
 * kind. Empty when all is well.
 */
export function evidenceProblems(verdicts: readonly VerdictSource[], minor: number): readonly string[] {
  return verdicts.flatMap(({ verdict }) => {
    const { judgement, root, object } = verdict;
    const path = [...root, ...judgement.path];
    const wrong =
      isKnownField(object.ref, path, minor) === false ? [`${formatPath(path)} is no field (${judgement.rule})`] : [];
    if (judgement.value === undefined || judgement.sensitive === true) return wrong;
    const there = valueAt(object.data, path);
    return sameJson(there, judgement.value)
      ? wrong
      : [...wrong, `${formatPath(path)} holds another value (${judgement.rule})`];
  });
}

/** What was said without places: verdicts with their identity, for comparing re-runs in which paths move. */
export function sayings(verdicts: readonly VerdictSource[]): readonly string[] {
  return verdicts
    .map(({ verdict }) => `${verdict.verdict} ${judgementKey(verdict.judgement).replaceAll('\u0000', '|')}`)
    .toSorted();
}
