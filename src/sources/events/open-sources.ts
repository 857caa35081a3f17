import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { displayPath } from '../files/index.ts';
import type { AuditLogRequest, AuditProblem } from './types.ts';

/** A stream of bytes by the name it is shown with. */
export interface LogSource {
  readonly name: string;
  readonly open: () => AsyncIterable<Uint8Array | string>;
}

const GZIP = [0x1f, 0x8b];

async function* chain(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield first;
    for (;;) {
      const next = await rest.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

async function* toBytes(chunks: AsyncIterable<Uint8Array | string>): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

/** What an iterator gives until there are two bytes to look at. */
async function readStart(bytes: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let start = new Uint8Array();
  while (start.length < GZIP.length) {
    const next = await bytes.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
  }
  return start;
}

/** Unpacks what starts as gzip does, whatever its name; files of several members (appended logs) too. */
export async function* unpack(chunks: AsyncIterable<Uint8Array | string>): AsyncIterable<Uint8Array> {
  const bytes = toBytes(chunks)[Symbol.asyncIterator]();
  const start = await readStart(bytes);
  const whole = chain(start, bytes);
  if (!GZIP.every((byte, i) => start[i] === byte)) {
    yield* whole;
    return;
  }
  // An error of either side ends both, and comes out of the loop.
  const unpacked = pipeline(Readable.from(whole), createGunzip(), () => {});
  for await (const chunk of unpacked) yield chunk as Uint8Array;
}

/** Regular files below a folder, sorted by path; hidden ones and links are passed over. */
async function* filesBelow(folder: string): AsyncIterable<string> {
  const entries = (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

/** Says in words that fit after a name why something could not be read. */
export function explainFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read: permission denied';
  if (code === 'Z_BUF_ERROR') return 'is gzip that ends too early: what came before was read';
  if (code.startsWith('Z_')) return 'is gzip that is damaged: what came before was read';
  return `could not be read (${code})`;
}

async function findOne(path: string): Promise<readonly string[] | string> {
  const info = await stat(path);
  if (info.isDirectory()) {
    const files: string[] = [];
    for await (const file of filesBelow(path)) files.push(file);
    return files.length > 0 ? files : 'is a folder without files';
  }
  return info.isFile() || info.isFIFO() ? [path] : 'is a socket or device, not a file';
}

/** Finds what was named; each file once. What is not there is a problem, not an exception. */
export async function findSources(
  request: AuditLogRequest,
): Promise<{ readonly sources: readonly LogSource[]; readonly problems: readonly AuditProblem[] }> {
  const sources = new Map<string, LogSource>();
  const problems: AuditProblem[] = [];
  const fail = (source: string, detail: string): void => {
    problems.push({ kind: 'unreadable', source, line: 0, detail });
  };
  for (const target of request.targets) {
    const { stdin } = request;
    if (target === '-') {
      if (stdin === undefined) fail('-', 'standard input is not there');
      else sources.set('-', { name: '-', open: () => unpack(stdin) });
      continue;
    }
    const path = resolve(request.cwd, target);
    const found = await findOne(path).catch(explainFailure);
    if (typeof found === 'string') fail(displayPath(request.cwd, path), found);
    else
      for (const file of found)
        sources.set(file, { name: displayPath(request.cwd, file), open: () => unpack(createReadStream(file)) });
  }
  // In one order whatever that of the arguments: what is folded and which agents are kept depends on it.
  return { sources: [...sources.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)), problems };
}
