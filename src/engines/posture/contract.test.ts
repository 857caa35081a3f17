import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  activate,
  CHECKS_FOLDER,
  checkFolders,
  type CheckCase,
  compareExpected,
  evidenceProblems,
  loadCases,
  runCase,
  runObjects,
  sayings,
} from '../../../test/support/check-cases.ts';
import { fixProblems } from '../../../test/support/check-fixes.ts';
import { MODEL_NAME, rerunsOf } from '../../../test/support/reruns.ts';
import { objectOf, objectsOf } from '../../../test/support/objects.ts';
import { applyOps } from '../../model/cluster/index.ts';
import { formatPath, isList, isObject, type Json, type Path } from '../../model/json.ts';
import { CATALOGUE } from './catalogue.ts';
import { CHECKS } from './checks/index.ts';
import type { Check } from './contract.ts';
import type { VerdictSource } from './verdicts.ts';

const HEADINGS = [
  'What it checks',
  'Why it matters',
  'Bad',
  'Good',
  'Fix',
  'Options',
  'When not to use it',
  'Other tools',
  'References',
];

function pageOf(check: Check): string {
  const file = join(CHECKS_FOLDER, check.meta.topic, check.meta.id, 'doc.md');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function sections(page: string): ReadonlyMap<string, string> {
  const parts = page.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1).trim()]));
}

function casesNamed(text: string): readonly string[] {
  return [...text.matchAll(/^@case (.+)$/gm)].map((match) => match[1] ?? '');
}

function failing(verdicts: readonly VerdictSource[]): readonly VerdictSource[] {
  return verdicts.filter((source) => source.verdict.verdict === 'fail');
}

function checkReruns(check: Check, testCase: CheckCase): readonly string[] {
  const objects = objectsOf(testCase.input, testCase.kubernetes);
  const base = runObjects(check, objects, testCase).verdicts;
  const loosen = (saying: string): string => saying.replace(/ [^|]*\|([^|]*)\|.*/, ' $1');
  return rerunsOf(check).flatMap((rerun) => {
    if (Object.hasOwn(testCase.skip, rerun.name)) return [];
    const again = rerun.apply(objects, testCase.kubernetes);
    if (again === undefined) return [];
    const { verdicts } = runObjects(check, again, testCase);
    const others = verdicts.filter((source) => source.verdict.judgement.container !== MODEL_NAME);
    const said = rerun.loose ? sayings(others).map(loosen) : sayings(others);
    const wanted = rerun.loose ? sayings(base).map(loosen) : sayings(base);
    return JSON.stringify(said.toSorted()) === JSON.stringify(wanted.toSorted())
      ? []
      : [`as ${rerun.name}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(said)}`];
  });
}

const WRONG: readonly Json[] = ['text', 7, true, [], {}, [null], [7], { a: 7 }];

function pathsOf(value: Json | undefined, path: Path = []): readonly Path[] {
  if (isList(value)) return [path, ...value.flatMap((item, i) => pathsOf(item, [...path, i]))];
  if (!isObject(value)) return [path];
  return [path, ...Object.keys(value).flatMap((key) => pathsOf(value[key], [...path, key]))];
}

/** Puts values of wrong types everywhere: no check may crash on what the API server would reject. */
function checkWrongTypes(check: Check, testCase: CheckCase): readonly string[] {
  const [subject, ...rest] = objectsOf(testCase.input, testCase.kubernetes);
  if (subject === undefined) return ['no subject'];
  const problems: string[] = [];
  for (const path of pathsOf(subject.data).filter(
    (one) => one.length > 0 && one[0] !== 'apiVersion' && one[0] !== 'kind',
  )) {
    for (const value of WRONG) {
      const data = applyOps(subject.data, [{ op: 'set', path, value }]);
      const changed = objectOf(data, testCase.kubernetes);
      const { verdicts } = runObjects(check, [changed, ...rest], testCase);
      const crash = verdicts.find((source) => source.verdict.undecided?.kind === 'crash');
      if (crash?.verdict.undecided?.kind === 'crash')
        problems.push(`crash with ${JSON.stringify(value)} at ${path.join('.')}: ${crash.verdict.undecided.detail}`);
    }
  }
  return problems.slice(0, 5);
}

/** Wrong types at the very fields that decided a failure: nothing may then be said to pass that failed before. */
function checkDecidingFields(check: Check, testCase: CheckCase): readonly string[] {
  const [subject, ...rest] = objectsOf(testCase.input, testCase.kubernetes);
  if (subject === undefined) return ['no subject'];
  const fails = failing(runCase(check, testCase).verdicts).filter(
    ({ verdict }) => verdict.judgement.value !== undefined,
  );
  return fails.flatMap(({ verdict }) => {
    const path = [...verdict.root, ...verdict.judgement.path];
    return WRONG.flatMap((value) => {
      const changed = objectOf(applyOps(subject.data, [{ op: 'set', path, value }]), testCase.kubernetes);
      if (changed.invalid.every((problem) => formatPath(problem.path) !== formatPath(path))) return [];
      const { verdicts } = runObjects(check, [changed, ...rest], testCase);
      const isSaid = verdicts.some(({ verdict: now }) => now.undecided?.kind === 'invalid' || now.verdict === 'fail');
      return isSaid ? [] : [`${formatPath(path)} = ${JSON.stringify(value)} is passed over`];
    });
  });
}

describe('the check contract', () => {
  it('has a folder for every registered check, and registers every folder, sorted', () => {
    expect(CHECKS.map((check) => ({ topic: check.meta.topic, id: check.meta.id }))).toEqual(checkFolders());
  });

  it('has a rule for every foreign id that the catalogue knows, and invents none', () => {
    const rows = new Map(CATALOGUE.map((row) => [row.id, row]));
    for (const { meta } of CHECKS) {
      expect(rows.get(meta.id)?.ids, meta.id).toEqual(meta.ids);
      expect(rows.get(meta.id)?.topic, meta.id).toBe(meta.topic);
    }
  });
});

describe.each(CHECKS.map((check) => [check.meta.id, check] as const))('%s', (_id, check) => {
  const cases = loadCases(check);

  it('has at least two bad and two good cases with names of their own', () => {
    expect(cases.filter((one) => one.kind === 'bad').length).toBeGreaterThanOrEqual(2);
    expect(cases.filter((one) => one.kind === 'good').length).toBeGreaterThanOrEqual(2);
    expect(new Set(cases.map((one) => one.name)).size).toBe(cases.length);
  });

  it('has a complete page whose examples are its cases', () => {
    const found = sections(pageOf(check));
    const wanted = HEADINGS.filter((heading) => heading !== 'Options' || Object.keys(check.meta.options).length > 0);
    expect([...found.keys()]).toEqual(wanted);
    for (const [heading, text] of found) expect(text, heading).not.toBe('');
    const kinds = new Map(cases.map((one) => [one.name, one.kind]));
    for (const [heading, kind] of [
      ['Bad', 'bad'],
      ['Good', 'good'],
    ] as const) {
      const named = casesNamed(found.get(heading) ?? '');
      expect(named.length, heading).toBeGreaterThan(0);
      for (const name of named) expect(kinds.get(name), `${heading}: ${name}`).toBe(kind);
    }
    for (const option of Object.keys(check.meta.options)) expect(found.get('Options')).toContain(`### ${option}`);
  });

  it('has sentences that end as sentences, and rules that the cases reach', () => {
    const { meta } = check;
    expect(meta.why).toMatch(/^[A-Z`].*\.$/s);
    expect(meta.remedy).toMatch(/^[A-Z`].*\.$/s);
    expect(meta.title).toMatch(/^[A-Z].*[^.]$/);
    const reached = new Set(
      cases.flatMap((one) => runCase(check, one).verdicts.map((source) => source.verdict.judgement.rule)),
    );
    expect(
      Object.keys(meta.rules).filter((rule) => !reached.has(rule)),
      'rules that no case reaches',
    ).toEqual([]);
    expect(activate(check).check).toBe(check);
  });

  it.each(cases.map((one) => [one.name, one] as const))('judges: %s', (_name, testCase) => {
    const { verdicts } = runCase(check, testCase);
    expect(compareExpected(testCase.expect, verdicts)).toEqual([]);
    expect(failing(verdicts).length > 0, `a ${testCase.kind} case`).toBe(testCase.kind === 'bad');
  });

  it.each(cases.map((one) => [one.name, one] as const))(
    'says the same however it is written: %s',
    (_name, testCase) => {
      expect(checkReruns(check, testCase)).toEqual([]);
    },
  );

  it('fixes what it finds, provably', () => {
    for (const testCase of cases)
      expect(fixProblems(check, testCase, runCase(check, testCase)), testCase.name).toEqual([]);
  });

  it('survives wrong types in every field', () => {
    for (const testCase of cases) expect(checkWrongTypes(check, testCase), testCase.name).toEqual([]);
  });

  it('says of a deciding field of the wrong type that it cannot be read', () => {
    for (const testCase of cases) expect(checkDecidingFields(check, testCase), testCase.name).toEqual([]);
  });

  it('points at fields that are where it says', () => {
    for (const testCase of cases) {
      const { verdicts } = runCase(check, testCase);
      expect(evidenceProblems(verdicts, testCase.kubernetes), testCase.name).toEqual([]);
    }
  });
});
