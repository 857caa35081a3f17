import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Script } from 'node:vm';

/** The chunk that `main.ts` became; the build puts its name here. */
declare const PROGRAM: string;

/** Where the build keeps what this very Node.js made of the chunks. */
const compiled = `${__dirname}/compiled/${process.version}-${process.platform}-${process.arch}`;

interface Module {
  exports: unknown;
}

const modules = new Map<string, Module>();

/** Every file is read into the same memory: the first touch of each page costs more than to read into it. */
let memory = Buffer.allocUnsafeSlow(2 ** 21);

function readInto(file: string): Buffer {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    if (size > memory.length) memory = Buffer.allocUnsafeSlow(size);
    let at = 0;
    for (let read = -1; read !== 0 && at < size; at += read) read = readSync(fd, memory, at, size - at, at);
    return memory.subarray(0, at);
  } finally {
    closeSync(fd);
  }
}

function readCompiled(name: string): Buffer | undefined {
  try {
    return readInto(`${compiled}/${name}.bin`);
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
  // The build writes nothing but ASCII; UTF-8 would be looked for in all of it.
  const text = readInto(filename).toString('latin1');
  const cachedData = readCompiled(name);
  const script = new Script(text, { filename, ...(cachedData === undefined ? {} : { cachedData }) });
  const module: Module = { exports: {} };
  modules.set(name, module);
  const run = script.runInThisContext() as (...given: readonly unknown[]) => void;
  run(module.exports, loadOrRequire, module, filename, __dirname);
  return module.exports;
}

function loadOrRequire(id: string): unknown {
  return id.startsWith('./') ? load(id.slice(2)) : (require(id) as unknown);
}

load(PROGRAM);
