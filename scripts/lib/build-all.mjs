import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { bundleScript } from './bundle-script.mjs';
import { toCommonJs } from './common-js.mjs';
import { compileChunks, removeCompiled } from './compile-chunks.mjs';
import { licensesOf } from './licenses.mjs';
import { mergeChunks } from './merge-chunks.mjs';
import { DIST, ROOT } from './root.mjs';
import { runNode } from './run-node.mjs';
import { STAMP } from './stamp.mjs';
import { hashInputs } from './tree-hash.mjs';

const { version: VERSION } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));

const ENTRY = process.env.MERLON_BUILD_ENTRY ?? path.join(ROOT, 'src/apps/cli/main.ts');

/** The least length at which a part of a table is parsed when it is asked for. */
const LARGE = 4096;

/** One entry of a table as code: small ones as they are, large ones as text that is parsed once, when first asked for. */
function entryOf([key, value]) {
  const name = JSON.stringify(key);
  const text = JSON.stringify(value);
  if (text.length < LARGE) return `${name}: ${text}`;
  const parsed = `JSON.parse(${JSON.stringify(text)})`;
  return `get ${name}() { const value = ${parsed}; Object.defineProperty(this, ${name}, { value }); return value; }`;
}

/** Tables as text that is parsed: V8 reads JSON faster than the same data as code. */
const jsonAsText = {
  name: 'json-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.json$/ }, async ({ path: file }) => {
      const data = JSON.parse(await readFile(file, 'utf8'));
      const parts = Array.isArray(data) ? [] : Object.entries(data);
      const isLazy = parts.some(([, value]) => JSON.stringify(value).length >= LARGE);
      const code = isLazy
        ? `({ ${parts.map(entryOf).join(', ')} })`
        : `JSON.parse(${JSON.stringify(JSON.stringify(data))})`;
      return { contents: `export default /* @__PURE__ */ ${code};`, loader: 'js' };
    });
  },
};

/** Libraries that load or ask at once for what is seldom or never used here: the text of each that does so, and what it becomes. */
const EAGER = [
  {
    filter: /commander[/\\]lib[/\\]command\.js$/,
    eager: "const childProcess = require('node:child_process');",
    lazy: "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };",
  },
  {
    // Whether there are colours is always told to it, and making a stream of standard output takes 2 ms.
    filter: /picocolors[/\\]picocolors\.js$/,
    eager: '((p.stdout || {}).isTTY && env.TERM !== "dumb")',
    lazy: 'false',
  },
];

const lazyLibraries = {
  name: 'lazy-libraries',
  setup({ onLoad }) {
    for (const { filter, eager, lazy } of EAGER) {
      onLoad({ filter }, async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        if (!text.includes(eager)) throw new Error(`${file}: it no longer has the text ${eager}`);
        return { contents: text.replace(eager, lazy), loader: 'js' };
      });
    }
  },
};

/** Modules of Node.js that take 0.2 to 2 ms each to load, and that most runs never ask anything. */
const SELDOM = ['node:crypto', 'node:fs/promises', 'node:os', 'node:timers/promises'];

/** What one function or class of such a module becomes: it loads the module when it is first called. */
function lazyFunction(name) {
  return `export function ${name}(...args) {
    return new.target === undefined ? load().${name}(...args) : new (load().${name})(...args);
  }`;
}

/** Functions and classes of those modules as ones that load them. Nothing else of them can be imported, and no class be asked for its instances. */
const lazyModules = {
  name: 'lazy-modules',
  setup({ onResolve, onLoad }) {
    const src = path.join(ROOT, 'src') + path.sep;
    onResolve({ filter: /^node:/ }, ({ path: id, importer }) =>
      SELDOM.includes(id) && importer.startsWith(src) ? { path: id, namespace: 'lazy', sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path: id }) => {
      const functions = Object.entries(await import(id)).filter(
        ([name, value]) => typeof value === 'function' && name !== 'default',
      );
      const load = `let loaded; const load = () => (loaded ??= process.getBuiltinModule(${JSON.stringify(id)}));`;
      return { contents: [load, ...functions.map(([name]) => lazyFunction(name))].join('\n') };
    });
  },
};

/** How text is written, of every file. */
const WRITING = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifyWhitespace: true,
  lineLimit: 160,
  legalComments: 'none',
  logLevel: 'warning',
};

/** Commands that judge, and commands that list and explain in about the time of an empty script. */
const COMMANDS = { heavy: ['scan'], light: ['explain', 'checks', 'completion'] };

/** The entry with all that is loaded lazily in chunks of its own; names stay, so that stack traces can be read. */
function bundle() {
  return build({
    absWorkingDir: ROOT,
    entryPoints: { program: ENTRY },
    entryNames: '[name]-[hash]',
    outdir: DIST,
    write: false,
    metafile: true,
    splitting: true,
    chunkNames: '[name]-[hash]',
    ...WRITING,
    define: { VERSION: JSON.stringify(VERSION) },
    plugins: [jsonAsText, lazyLibraries, lazyModules],
  });
}

/** The file that is started: it loads the program's first chunk, compiled where the build compiled it for this Node.js. */
async function launcher(program) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { merlon: path.join(ROOT, 'src/apps/cli/launch.ts') },
    outdir: DIST,
    write: false,
    ...WRITING,
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
    define: { PROGRAM: JSON.stringify(program) },
  });
  return outputFiles[0];
}

/** A running program may read the file while it is replaced: it sees the old bytes or the new ones. */
async function replaceFile(file, contents) {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, contents);
  await rename(temporary, file);
}

/** Writes what the checks' metadata and pages are read from at run time. */
async function buildPack() {
  const script = path.join(ROOT, 'scripts/build-pack.ts');
  if (!existsSync(script)) return;
  const code = await runNode(['--enable-source-maps', await bundleScript(script)], { cwd: ROOT });
  if (code !== 0) throw new Error(`scripts/build-pack.ts ended with exit code ${code}`);
}

/** Chunks first and the entry last: an entry never names a chunk that is not there. */
async function writeOutputs(outputs) {
  await mkdir(DIST, { recursive: true });
  await replaceFile(path.join(DIST, 'package.json'), '{ "type": "commonjs" }\n');
  for (const chunk of outputs) await replaceFile(chunk.path, chunk.contents);
  const entry = await launcher(
    outputs.map(({ path: file }) => path.basename(file)).find((name) => name.startsWith('program-')),
  );
  await replaceFile(entry.path, entry.contents);
  await chmod(entry.path, 0o755);
}

async function removeOldChunks(outputs) {
  const current = new Set(outputs.map(({ path: file }) => path.basename(file)));
  const old = (await readdir(DIST)).filter((name) => /-[A-Z0-9]{8}\.js$/.test(name) && !current.has(name));
  await Promise.all(old.map((name) => rm(path.join(DIST, name), { force: true })));
}

/** Builds dist/: the program, the pack of the checks, the licences of what is bundled, and the stamp. */
export async function buildAll() {
  const hash = hashInputs();
  await rm(STAMP, { force: true });
  await removeCompiled();
  const { outputFiles: built, metafile } = await bundle();
  const outputFiles = await toCommonJs(await mergeChunks(built, COMMANDS, WRITING), WRITING);
  await writeOutputs(outputFiles);
  await replaceFile(path.join(DIST, 'THIRD-PARTY-LICENSES.txt'), await licensesOf(metafile));
  await buildPack();
  await removeOldChunks(outputFiles);
  await compileChunks();
  await replaceFile(STAMP, `${hash}\n`);
  return { files: outputFiles.length, bytes: outputFiles.reduce((sum, { contents }) => sum + contents.length, 0) };
}
