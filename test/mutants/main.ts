import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readArguments } from '../../scripts/lib/arguments.ts';
import type { Check } from '../../src/engines/posture/contract.ts';
import { CHECKS } from '../../src/engines/posture/checks/index.ts';
import { isList, isObject, textOf } from '../../src/model/json.ts';
import { readDocuments } from '../../src/model/yaml/index.ts';
import { loadCases } from '../support/check-cases.ts';
import { isCaught, type PreparedCase, prepareCases } from './judge.ts';
import { createLoader, ROOT } from './modules.ts';
import { applyMutant, type Mutant, mutantsOf } from './mutate.ts';

const FAMILIES = 'src/engines/posture/families';

/** A survivor that cannot matter, with the reason. */
interface Explanation {
  readonly file: string;
  /** The whole line of the change, trimmed. */
  readonly line: string;
  readonly change: string;
  readonly reason: string;
}

function readExplanations(): readonly Explanation[] {
  const file = path.join(import.meta.dirname, 'explained.yaml');
  const value = readDocuments(readFileSync(file, 'utf8'))[0]?.value;
  const list = isObject(value) ? value['explained'] : undefined;
  if (!isList(list)) throw new Error(`${file}: no list "explained"`);
  return list.filter(isObject).map((one) => {
    const entry = {
      file: textOf(one['file']),
      line: textOf(one['line']),
      change: textOf(one['change']),
      reason: textOf(one['reason']),
    };
    if (Object.values(entry).includes(''))
      throw new Error(`${file}: an entry lacks file, line, change or reason: ${JSON.stringify(entry)}`);
    return entry;
  });
}

/** A file to change, with the checks whose cases must notice. */
interface Target {
  readonly file: string;
  readonly checks: readonly Check[];
}

function fileOf({ meta }: Check): string {
  return `src/engines/posture/checks/${meta.topic}/${meta.id}/check.ts`;
}

/** A family with those that use it, however far. */
function familiesThatUse(name: string, texts: ReadonlyMap<string, string>): readonly string[] {
  const found = new Set([name]);
  for (const one of found) for (const [other, text] of texts) if (text.includes(`'./${one}'`)) found.add(other);
  return [...found];
}

function targets(only: string | undefined): readonly Target[] {
  const chosen = CHECKS.filter(({ meta }) => only === undefined || meta.id === only);
  const own = chosen.map((check) => ({ file: fileOf(check), checks: [check] }));
  if (only !== undefined) return own;
  const families = readdirSync(path.join(ROOT, FAMILIES)).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const texts = new Map(CHECKS.map((check) => [check, readFileSync(path.join(ROOT, fileOf(check)), 'utf8')]));
  const familyTexts = new Map(families.map((name) => [name, readFileSync(path.join(ROOT, FAMILIES, name), 'utf8')]));
  const users = families.map((name) => {
    // A family that uses another one is tested by its own checks, and they test both.
    const reached = familiesThatUse(name, familyTexts);
    const checks = CHECKS.filter((check) => reached.some((one) => texts.get(check)?.includes(`families/${one}`)));
    return { file: `${FAMILIES}/${name}`, checks };
  });
  return [...own, ...users.filter(({ checks }) => checks.length > 0)];
}

function checkFrom(exports: Readonly<Record<string, unknown>>, id: string): Check | undefined {
  return Object.values(exports).find((value): value is Check => (value as Partial<Check> | undefined)?.meta?.id === id);
}

function isKilled(target: Target, text: string, prepared: ReadonlyMap<Check, readonly PreparedCase[]>): boolean {
  try {
    const loader = createLoader({ file: target.file, text });
    return target.checks.some((real) => {
      const changed = checkFrom(loader.load(fileOf(real)), real.meta.id);
      return changed === undefined || (prepared.get(real) ?? []).some((one) => isCaught(changed, one));
    });
  } catch {
    return true;
  }
}

function describe(file: string, text: string, mutant: Mutant): Omit<Explanation, 'reason'> {
  return { file, line: (text.split('\n')[mutant.line - 1] ?? '').trim(), change: mutant.change };
}

const { values, misuse } = readArguments('npm run mutants -- [--check ID]', { options: { check: { type: 'string' } } });
if (values.check !== undefined && !CHECKS.some(({ meta }) => meta.id === values.check))
  misuse(`there is no check ${values.check}`);
const explanations = readExplanations();
const used = new Set<Explanation>();
const prepared = new Map(CHECKS.map((check) => [check, prepareCases(check, loadCases(check))]));
let killed = 0;
let explained = 0;
let survived = 0;
for (const target of targets(values.check)) {
  const text = readFileSync(path.join(ROOT, target.file), 'utf8');
  for (const mutant of mutantsOf(text)) {
    if (isKilled(target, applyMutant(text, mutant), prepared)) {
      killed++;
      continue;
    }
    const found = describe(target.file, text, mutant);
    const reason = explanations.find(
      (one) => one.file === found.file && one.line === found.line && one.change === found.change,
    );
    if (reason !== undefined) {
      used.add(reason);
      explained++;
      continue;
    }
    survived++;
    console.log(`survived ${target.file}:${mutant.line} ${mutant.change}\n    ${found.line}`);
  }
}
const stale = values.check === undefined ? explanations.filter((one) => !used.has(one)) : [];
for (const { file, line } of stale) console.log(`explains nothing any more: ${file}: ${line}`);
console.log(`${killed} mutants caught, ${explained} survivors explained, ${survived} not explained`);
console.log(`${killed + explained} passed, ${survived + stale.length} failed`);
process.exitCode = survived + stale.length > 0 ? 1 : 0;
