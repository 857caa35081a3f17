import { existsSync, readFileSync } from 'node:fs';
import { Script } from 'node:vm';

/** The chunk that `main.ts` became; the build puts its name here. */
declare const PROGRAM: string;

/** Where the build keeps what this very Node.js made of the chunks. */
const compiled = `${__dirname}/compiled/${process.version}-${process.platform}-${process.arch}`;

interface Module {
  exports: unknown;
}

const modules = new Map<string, Module>();

function readCompiled(name: string): Buffer | undefined {
  try {
    return readFileSync(`${compiled}/${name}.bin`);
  } catch {
    return undefined;
  }
}

/**
 * `require` for chunks, with their compiled forms. V8 takes a form that was made by its own version, under its own flags, of a text of this length; else it reads
 * the text. https://nodejs.org/api/vm.html#new-vmscriptcode-options
 */
function load(name: string): unknown {
  const known = modules.get(name);
  if (known !== undefined) return known.exports;
  const filename = `${__dirname}/${name}`;
  // The build writes nothing but ASCII; UTF-8 would be looked for in 900 KB.
  const text = readFileSync(filename, 'latin1');
  const cachedData = readCompiled(name);
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${text}\n})`, {
    filename,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const module: Module = { exports: {} };
  modules.set(name, module);
  const run = script.runInThisContext() as (...given: readonly unknown[]) => void;
  run(module.exports, loadOrRequire, module, filename, __dirname);
  return module.exports;
}

function loadOrRequire(id: string): unknown {
  return id.startsWith('./') ? load(id.slice(2)) : (require(id) as unknown);
}

if (existsSync(compiled)) load(PROGRAM);
else require(`./${PROGRAM}`);
