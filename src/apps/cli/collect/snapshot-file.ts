import { once } from 'node:events';
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { type Cluster, readSnapshot, SnapshotError, snapshotLines } from '../../../model/cluster/index.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import { readDocuments } from '../../../model/yaml/index.ts';
import { CliError, EXIT } from '../errors.ts';
import { replaceFile, STDOUT } from '../output.ts';
import { outputStream } from '../standard-output.ts';

const GZIP = Buffer.from([0x1f, 0x8b]);
const PRIVATE = 0o600;

/** Whether a target is a snapshot: a gzipped file that is no folder. Manifests are never gzipped. */
export function isSnapshotFile(target: string, cwd: string): boolean {
  if (target === '-') return false;
  const name = resolve(cwd, target);
  try {
    // A pipe that was opened and closed again would be empty, or its writer gone.
    if (!statSync(name).isFile()) return false;
    const file = openSync(name, 'r');
    try {
      const start = Buffer.alloc(2);
      return readSync(file, start, 0, 2, 0) === 2 && start.equals(GZIP);
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** Saves what was read as gzipped NDJSON, readable by its owner only; `-` is standard output. Throws CliError when it cannot be written. */
export async function saveSnapshot(file: string, cluster: Cluster, extra: JsonObject): Promise<void> {
  const { createGzip } = await import('node:zlib');
  const fill = async (out: Writable): Promise<void> => {
    const gzip = createGzip();
    const failed = new Promise<never>((_resolve, reject) => gzip.on('error', reject));
    // What is written to has its own end.
    const passed = (async (): Promise<void> => {
      for await (const chunk of gzip) if (!out.write(chunk)) await once(out, 'drain');
    })();
    // It is waited for below; till then nobody would hear of its failure.
    passed.catch(() => undefined);
    const written = async (): Promise<void> => {
      for (const line of snapshotLines(cluster, extra)) {
        if (!gzip.write(`${line}\n`)) await Promise.race([once(gzip, 'drain'), passed]);
      }
      gzip.end();
      await passed;
    };
    await Promise.race([written(), failed]);
  };
  try {
    await (file === STDOUT ? fill(outputStream()) : replaceFile(file, fill, PRIVATE));
  } catch (error) {
    throw new CliError(
      `cannot write the snapshot ${file}: ${error instanceof Error ? error.message : String(error)}`,
      EXIT.unreadable,
    );
  }
}

function parseLine(line: string): Json | undefined {
  try {
    // Whole numbers beyond 2^53 are exact only through our own reader, which costs more: it is asked where there can be some.
    return /\d{16}/.test(line) ? readDocuments(line, { format: 'json' })[0]?.value : (JSON.parse(line) as Json);
  } catch {
    return undefined;
  }
}

/** Largest line and largest snapshot that are read, in MiB of text: no file of manifests is nearly as large, and a few MiB of gzip may hold any number of them. */
export interface SnapshotLimits {
  readonly line: number;
  readonly all: number;
}

const LIMITS: SnapshotLimits = { line: 384, all: 2048 };
const MIB = 1024 * 1024;

/** Cuts a stream of bytes into lines. Throws SnapshotError where there is more than the limits allow. */
async function* linesOf(chunks: AsyncIterable<Buffer>, { line, all }: SnapshotLimits): AsyncIterable<string> {
  let [open, size, total, number]: [Buffer[], number, number, number] = [[], 0, 0, 1];
  const take = (part: Buffer): void => {
    open.push(part);
    size += part.length;
    if (size > line * MIB) throw new SnapshotError(`line ${number} is larger than ${line} MiB`);
  };
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > all * MIB) throw new SnapshotError(`it unpacks to more than ${all} MiB`);
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, at));
      yield Buffer.concat(open).toString();
      [open, size, number, from] = [[], 0, number + 1, at + 1];
    }
    take(chunk.subarray(from));
  }
  if (size > 0) yield Buffer.concat(open).toString();
}

/** Gives lines one by one and lets go of each: they and what is made of them would not always fit together. */
function* takeAll(lines: string[]): Iterable<string> {
  for (const [i, line] of lines.entries()) {
    lines[i] = '';
    yield line;
  }
}

/** Reads a snapshot back. Throws CliError when it is none, damaged, too large, or of another format. */
export async function loadSnapshot(
  file: string,
  limits: SnapshotLimits = LIMITS,
): Promise<{ readonly cluster: Cluster; readonly extra: JsonObject }> {
  const lines: string[] = [];
  const source = createReadStream(file);
  try {
    const { createGunzip } = await import('node:zlib');
    const gunzip = createGunzip();
    source.on('error', (error) => gunzip.destroy(error));
    for await (const line of linesOf(source.pipe(gunzip), limits)) lines.push(line);
    return readSnapshot(takeAll(lines), parseLine);
  } catch (error) {
    source.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`cannot read the snapshot ${file}: ${reason}`, EXIT.unreadable);
  }
}
