import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { bundleScript } from './bundle-script.mjs';
import { toCommonJs } from './common-js.mjs';
import { compileChunks, removeCompiled } from './compile-chunks.mjs';
import { jsonTables } from './json-tables.mjs';
import { lazyLibraries, lazyModules } from './lazy-modules.mjs';
import { licensesOf } from './licenses.mjs';
import { mergeChunks } from './merge-chunks.mjs';
import { DIST, ROOT } from './root.mjs';
import { runNode } from './run-node.mjs';
import { STAMP } from './stamp.mjs';
import { throughDoors } from './through-doors.mjs';
import { hashInputs } from './tree-hash.mjs';

const { version: VERSION } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));

const TABLES = path.join(DIST, 'tables');

const ENTRY = process.env.MERLON_BUILD_ENTRY ?? path.join(ROOT, 'src/apps/cli/main.ts');

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
function bundle(tables) {
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
    plugins: [throughDoors(), jsonTables(tables), lazyLibraries, lazyModules],
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

/** Tables and chunks first and the entry last: nothing ever names a file that is not there. */
async function writeOutputs(outputs, tables) {
  await mkdir(TABLES, { recursive: true });
  for (const [name, text] of tables) await replaceFile(path.join(TABLES, name), text);
  await replaceFile(path.join(DIST, 'package.json'), '{ "type": "commonjs" }\n');
  for (const chunk of outputs) await replaceFile(chunk.path, chunk.contents);
  const entry = await launcher(
    outputs.map(({ path: file }) => path.basename(file)).find((name) => name.startsWith('program-')),
  );
  await replaceFile(entry.path, entry.contents);
  await chmod(entry.path, 0o755);
}

async function removeOld(outputs, tables) {
  const left = (await readdir(TABLES)).filter((name) => !tables.has(name));
  await Promise.all(left.map((name) => rm(path.join(TABLES, name), { force: true })));
  const current = new Set(outputs.map(({ path: file }) => path.basename(file)));
  const old = (await readdir(DIST)).filter((name) => /-[A-Z0-9]{8}\.js$/.test(name) && !current.has(name));
  await Promise.all(old.map((name) => rm(path.join(DIST, name), { force: true })));
}

/** Builds dist/: the program, the pack of the checks, the licences of what is bundled, and the stamp. */
export async function buildAll() {
  const hash = hashInputs();
  await rm(STAMP, { force: true });
  await removeCompiled();
  const tables = new Map();
  const { outputFiles: built, metafile } = await bundle(tables);
  const outputFiles = await toCommonJs(await mergeChunks(built, COMMANDS, WRITING), WRITING);
  await writeOutputs(outputFiles, tables);
  await replaceFile(path.join(DIST, 'THIRD-PARTY-LICENSES.txt'), await licensesOf(metafile));
  await buildPack();
  await removeOld(outputFiles, tables);
  await compileChunks();
  await replaceFile(STAMP, `${hash}\n`);
  return { files: outputFiles.length, bytes: outputFiles.reduce((sum, { contents }) => sum + contents.length, 0) };
}
