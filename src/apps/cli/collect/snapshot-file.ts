import { once } from 'node:events';
import { closeSync, createReadStream, createWriteStream, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Cluster, readSnapshot, SnapshotError, snapshotLines } from '../../../model/cluster/index.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import { readDocuments } from '../../../model/yaml/index.ts';
import { CliError, EXIT } from '../errors.ts';

const GZIP = Buffer.from([0x1f, 0x8b]);
const PRIVATE = 0o600;

/** Whether a target is a snapshot: a gzipped file that is no folder. Manifests are never gzipped. */
export function isSnapshotFile(target: string, cwd: string): boolean {
  if (target === '-') return false;
  const name = path.resolve(cwd, target);
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

/** Saves what was read as gzipped NDJSON, readable by its owner only. Throws CliError when it cannot be written. */
export async function saveSnapshot(file: string, cluster: Cluster, extra: JsonObject): Promise<void> {
  const { createGzip } = await import('node:zlib');
  const gzip = createGzip();
  const out = createWriteStream(file, { mode: PRIVATE });
  const failed = new Promise<never>((_resolve, reject) => {
    out.on('error', reject);
    gzip.on('error', reject);
  });
  gzip.pipe(out);
  const written = async (): Promise<void> => {
    for (const line of snapshotLines(cluster, extra)) {
      if (!gzip.write(`${line}\n`)) await once(gzip, 'drain');
    }
    gzip.end();
    await once(out, 'close');
  };
  try {
    await Promise.race([written(), failed]);
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

/** Reads a snapshot back. Throws CliError when it is none, damaged, or of another format. */
export async function loadSnapshot(file: string): Promise<{ readonly cluster: Cluster; readonly extra: JsonObject }> {
  const lines: string[] = [];
  try {
    const [{ createInterface }, { createGunzip }] = await Promise.all([import('node:readline'), import('node:zlib')]);
    const source = createReadStream(file);
    const gunzip = createGunzip();
    source.on('error', (error) => gunzip.destroy(error));
    for await (const line of createInterface({ input: source.pipe(gunzip), crlfDelay: Infinity })) lines.push(line);
    return readSnapshot(lines, parseLine);
  } catch (error) {
    const reason = error instanceof SnapshotError || error instanceof Error ? error.message : String(error);
    throw new CliError(`cannot read the snapshot ${file}: ${reason}`, EXIT.unreadable);
  }
}
