import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = process.cwd();
const OXLINT = join(ROOT, 'node_modules/oxlint/bin/oxlint');
const RULES = ['layers', 'doors', 'pure', 'documented-exports', 'no-enum'];

interface Planted {
  readonly rule: string;
  /** The file that is linted; each case has a name of its own. */
  readonly file: string;
  readonly code: string;
  /** What the one message must contain. */
  readonly says: string;
}

/** Files that the planted ones import; they make the rooms. */
const HOUSE: Readonly<Record<string, string>> = {
  'src/model/json.ts': '/** Any JSON. */\nexport type Json = unknown;\n',
  'src/model/kube/index.ts': "export { pod } from './pod.ts';\n",
  'src/model/kube/pod.ts': '/** A pod. */\nexport const pod = 1;\n',
  'src/model/kube/types.ts': '/** A pod. */\nexport type Pod = 1;\n',
  'src/model/kube/security/index.ts': "export { level } from './level.ts';\n",
  'src/model/kube/security/level.ts': "import { pod } from '../pod.ts';\n/** A level. */\nexport const level = pod;\n",
  'src/sources/files/index.ts': "export { readAll } from './read-all.ts';\n",
  'src/sources/files/read-all.ts':
    "import { readFileSync } from 'node:fs';\n/** Reads. */\nexport const readAll = readFileSync;\n",
  'src/engines/access/index.ts': '/** The engine. */\nexport const access = 1;\n',
  'src/engines/posture/index.ts': "export { contract } from './contract.ts';\n",
  'src/engines/posture/contract.ts': '/** The contract. */\nexport const contract = 1;\n',
  'src/engines/posture/run.ts': '/** Runs. */\nexport const run = 1;\n',
  'src/engines/posture/checks/index.ts': "export { check } from './pods/first/check.ts';\n",
  'src/engines/posture/checks/pods/first/check.ts':
    "import { pod } from '../../../../../model/kube/index.ts';\nimport { contract } from '../../../contract.ts';\n/** The check. */\nexport const check = [pod, contract];\n",
  'src/apps/cli/index.ts': '/** The command line. */\nexport type Planted = 1;\n',
  'src/outcomes/findings/index.ts': '/** A finding. */\nexport const finding = 1;\n',
};

/** Code that must pass: each line is the allowed neighbour of a planted violation. */
const CLEAN: Readonly<Record<string, string>> = {
  'src/model/yaml/clean.ts': `import type { Json } from '../json.ts';
import type { Pod } from '../kube/types.ts';
import { pod } from '../kube/index.ts';

/** Reads a date from text, which needs no clock. */
export function parse(text: string, process: { readonly pid: Pod }): Json {
  const date = new Date(text);
  const max = Math.max(process.pid, pod);
  return [date, max];
}

/** Two signatures, one comment. */
export function both(value: string): string;
export function both(value: number): number;
export function both(value: string | number): string | number {
  return value;
}

/** Documented where it is declared. */
const late = 1;
export { late };
export { pod } from '../kube/index.ts';
`,
  'src/outcomes/findings/clean.ts': `import { createHash, hash as digest } from 'node:crypto';
import type { readAll } from '../../sources/files/index.ts';
import { contract } from '../../engines/posture/index.ts';

/** Hashing is pure. */
export const hash = [createHash, digest, contract];
/** What sources hand over. */
export type Reader = typeof readAll;
`,
  'src/apps/cli/clean.ts': `import { finding } from '../../outcomes/findings/index.ts';
/** Apps talk to the world. */
export const main = async (): Promise<void> => console.log(process.pid, Date.now(), finding, await import('../../model/kube/index.ts'));
`,
  'src/model/kube/clean.test.ts':
    "import { readAll } from '../../sources/files/read-all.ts';\nexport const used = [readAll, process.pid];\n",
};

const inFunction = (body: string): string => `/** Planted. */\nexport const planted = () => ${body};\n`;
const importing = (path: string): string =>
  `import * as planted from '${path}';\n/** Planted. */\nexport const used = planted;\n`;

const PLANTED: readonly Planted[] = [
  {
    rule: 'layers',
    file: 'src/model/up.ts',
    code: importing('../outcomes/findings/index.ts'),
    says: 'model may not import outcomes',
  },
  {
    rule: 'layers',
    file: 'src/sources/side.ts',
    code: importing('../engines/access/index.ts'),
    says: 'sources may not import engines',
  },
  {
    rule: 'layers',
    file: 'src/engines/access/side.ts',
    code: importing('../../sources/files/index.ts'),
    says: 'engines may not import sources',
  },
  {
    rule: 'layers',
    file: 'src/outcomes/up.ts',
    code: importing('../apps/cli/index.ts'),
    says: 'outcomes may not import apps',
  },
  {
    rule: 'layers',
    file: 'src/outcomes/reads.ts',
    code: importing('../sources/files/index.ts'),
    says: 'outcomes may import types only from sources',
  },
  {
    rule: 'layers',
    file: 'src/engines/access/twin.ts',
    code: importing('../posture/index.ts'),
    says: 'the engine access may not import the engine posture',
  },
  {
    rule: 'layers',
    file: 'src/apps/cli/outside.ts',
    code: importing('../../../test/support.ts'),
    says: 'outside src/',
  },
  { rule: 'layers', file: 'src/extra/floor.ts', code: importing('../model/json.ts'), says: 'src/extra is not a floor' },
  {
    rule: 'layers',
    file: 'src/model/lazy.ts',
    code: inFunction("import('../apps/cli/index.ts')"),
    says: 'model may not import apps',
  },
  {
    rule: 'layers',
    file: 'src/model/typed.ts',
    code: "/** Planted. */\nexport type Planted = import('../apps/cli/index.ts').Planted;\n",
    says: 'model may not import apps',
  },
  {
    rule: 'layers',
    file: 'src/model/again.ts',
    code: "export * from '../apps/cli/index.ts';\n",
    says: 'model may not import apps',
  },
  {
    rule: 'layers',
    file: 'src/engines/posture/checks/pods/engine/check.ts',
    code: importing('../../../run.ts'),
    says: "its engine's contract",
  },
  {
    rule: 'layers',
    file: 'src/engines/posture/checks/pods/other/check.ts',
    code: importing('../first/check.ts'),
    says: "its engine's contract",
  },
  {
    rule: 'doors',
    file: 'src/model/yaml/window.ts',
    code: importing('../kube/pod.ts'),
    says: 'through src/model/kube/index.ts',
  },
  {
    rule: 'doors',
    file: 'src/model/yaml/value.ts',
    code: importing('../kube/types.ts'),
    says: 'through src/model/kube/index.ts',
  },
  {
    rule: 'doors',
    file: 'src/model/kube/inner.ts',
    code: importing('./security/level.ts'),
    says: 'through src/model/kube/security/index.ts',
  },
  { rule: 'pure', file: 'src/model/builtin.ts', code: importing('node:fs'), says: 'node:fs' },
  { rule: 'pure', file: 'src/model/bare.ts', code: importing('fs'), says: 'fs' },
  {
    rule: 'pure',
    file: 'src/engines/access/hash.ts',
    code: "import { createHash } from 'node:crypto';\n/** Planted. */\nexport const planted = createHash;\n",
    says: 'node:crypto',
  },
  {
    rule: 'pure',
    file: 'src/outcomes/random.ts',
    code: "import { createHash, randomBytes } from 'node:crypto';\n/** Planted. */\nexport const planted = [createHash, randomBytes];\n",
    says: 'node:crypto',
  },
  { rule: 'pure', file: 'src/model/environment.ts', code: inFunction('process.env'), says: 'process' },
  { rule: 'pure', file: 'src/model/now.ts', code: inFunction('Date.now()'), says: 'Date.now' },
  { rule: 'pure', file: 'src/model/clock.ts', code: inFunction('new Date()'), says: 'Date without an argument' },
  { rule: 'pure', file: 'src/model/today.ts', code: inFunction('Date()'), says: 'Date without an argument' },
  { rule: 'pure', file: 'src/model/dice.ts', code: inFunction('Math.random()'), says: 'Math.random' },
  { rule: 'pure', file: 'src/model/timer.ts', code: inFunction('setTimeout(() => 1, 1)'), says: 'setTimeout' },
  { rule: 'pure', file: 'src/model/network.ts', code: inFunction("fetch('x')"), says: 'fetch' },
  { rule: 'pure', file: 'src/model/loud.ts', code: inFunction("console.log('x')"), says: 'console' },
  { rule: 'pure', file: 'src/model/hidden.ts', code: inFunction('globalThis.process'), says: 'globalThis' },
  { rule: 'pure', file: 'src/model/place.ts', code: inFunction('import.meta.url'), says: 'import.meta' },
  {
    rule: 'documented-exports',
    file: 'src/model/bare-function.ts',
    code: 'export function planted(): void {}\n',
    says: 'planted needs a doc comment',
  },
  {
    rule: 'documented-exports',
    file: 'src/model/bare-const.ts',
    code: '// not a doc comment\nexport const planted = 1;\n',
    says: 'planted needs a doc comment',
  },
  {
    rule: 'documented-exports',
    file: 'src/model/bare-type.ts',
    code: '/** Of the file. */\n\nexport type Planted = 1;\n',
    says: 'Planted needs a doc comment',
  },
  {
    rule: 'documented-exports',
    file: 'src/model/bare-class.ts',
    code: 'export class Planted {}\n',
    says: 'Planted needs a doc comment',
  },
  {
    rule: 'documented-exports',
    file: 'src/model/bare-late.ts',
    code: 'const planted = 1;\nexport { planted };\n',
    says: 'planted needs a doc comment',
  },
  {
    rule: 'no-enum',
    file: 'src/model/colours.ts',
    code: '/** Planted. */\nexport enum Planted { A }\n',
    says: 'union of string literals',
  },
];

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
  readonly message: string;
}

let folder: string;
let found: readonly Diagnostic[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'merlon-lint-'));
  const planted = Object.fromEntries(PLANTED.map(({ file, code }) => [file, code]));
  for (const [file, code] of Object.entries({ ...HOUSE, ...CLEAN, ...planted })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  const config = {
    jsPlugins: [join(ROOT, 'tools/lint/merlon-plugin.mjs')],
    categories: { correctness: 'off' },
    rules: Object.fromEntries(RULES.map((rule) => [`merlon/${rule}`, 'error'])),
  };
  writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify(config));
  const run = spawnSync(process.execPath, [OXLINT, '--format=json'], { cwd: folder, encoding: 'utf8' });
  found = (JSON.parse(run.stdout) as { diagnostics: readonly Diagnostic[] }).diagnostics;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(PLANTED)('$rule catches what is planted in $file', ({ rule, file, says }) => {
  const own = found.filter(({ filename }) => filename === file);
  expect(own.map(({ code }) => code)).toEqual([`merlon(${rule})`]);
  expect(own[0]?.message).toContain(says);
});

test.each(Object.keys({ ...HOUSE, ...CLEAN }))('%s is clean', (file) => {
  expect(found.filter(({ filename }) => filename === file)).toEqual([]);
});

test('the repository turns every rule of the plugin on', async () => {
  const config = JSON.parse(readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8')) as { rules: Record<string, unknown> };
  const { default: plugin } = (await import(new URL('merlon-plugin.mjs', import.meta.url).href)) as {
    default: { rules: object };
  };
  expect(Object.keys(plugin.rules).toSorted()).toEqual(RULES.toSorted());
  for (const rule of RULES) expect(config.rules[`merlon/${rule}`]).toBe('error');
});
