import { once } from 'node:events';
import {
  chmodSync,
  createWriteStream,
  lstatSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  type WriteStream,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { CliError, EXIT } from './errors.ts';
import { writeToOutput } from './standard-output.ts';

const BATCH = 64 * 1024;

/** The name that stands for standard output. */
export const STDOUT = '-';

async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

async function writeAll(chunks: Iterable<string>, write: (text: string) => Promise<void>): Promise<void> {
  let batch = '';
  for (const chunk of chunks) {
    batch += chunk;
    if (batch.length < BATCH) continue;
    await write(batch);
    batch = '';
  }
  if (batch !== '') await write(batch);
}

/** Writes chunks to standard output, waiting for a slow reader instead of keeping the rest in memory. */
export async function writeOutput(chunks: Iterable<string>): Promise<void> {
  await writeAll(chunks, writeToOutput);
}

interface Existing {
  /** Where the file really is, links followed. */
  readonly file: string;
  readonly mode: number;
}

/** The file that is there already, when it is one that can be replaced; pipes and devices are written to as they are. */
function findExisting(file: string): Existing | 'special' | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return lstatSync(file, { throwIfNoEntry: false }) === undefined ? undefined : 'special';
  return stat.isFile() ? { file: realpathSync(file), mode: stat.mode & 0o777 } : 'special';
}

function isForbidden(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '');
}

async function openStream(file: string, mode: number | undefined): Promise<WriteStream> {
  const stream = createWriteStream(file, mode === undefined ? {} : { mode });
  await once(stream, 'open');
  return stream;
}

async function fillStream(stream: WriteStream, fill: (stream: Writable) => Promise<void>): Promise<void> {
  // An error between two writes would have nobody to tell.
  const closed = new Promise<void>((done) => stream.on('close', done));
  const failed = new Promise<never>((_resolve, reject) => stream.on('error', reject));
  try {
    await Promise.race([fill(stream), failed]);
    stream.end();
    await Promise.race([closed, failed]);
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs something that makes a file; the file goes when it fails or is interrupted. */
async function orRemove(file: string, make: () => Promise<void>): Promise<void> {
  const onSignal = (signal: NodeJS.Signals): void => {
    // Somebody else knows how to end this.
    if (process.listenerCount(signal) > 1) return;
    rmSync(file, { force: true });
    for (const one of SIGNALS) process.off(one, onSignal);
    process.kill(process.pid, signal);
  };
  for (const one of SIGNALS) process.on(one, onSignal);
  try {
    await make();
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    for (const one of SIGNALS) process.off(one, onSignal);
  }
}

/**
 * Writes a file beside the one that is there and puts it in its place when it is whole: whoever interrupts this keeps the old one. Its permissions stay, unless `mode` says
 * which ones it must have. Where no file can be made beside it, it is overwritten.
 */
export async function replaceFile(
  file: string,
  fill: (stream: Writable) => Promise<void>,
  mode?: number,
): Promise<void> {
  const existing = findExisting(file);
  if (existing === 'special') return fillStream(await openStream(file, mode), fill);
  const place = existing?.file ?? file;
  const beside = join(dirname(place), `.${basename(place)}.${process.pid}.part`);
  let stream: WriteStream;
  try {
    stream = await openStream(beside, mode);
  } catch (error) {
    if (existing === undefined || !isForbidden(error)) throw error;
    if (mode !== undefined) chmodSync(place, mode);
    return fillStream(await openStream(place, mode), fill);
  }
  return orRemove(beside, async () => {
    const wanted = mode ?? existing?.mode;
    if (wanted !== undefined) chmodSync(beside, wanted);
    await fillStream(stream, fill);
    renameSync(beside, place);
  });
}

/** Writes chunks to a file, `-` for standard output; throws CliError when that cannot be done. */
export async function writeFileOutput(file: string, chunks: Iterable<string>): Promise<void> {
  if (file === STDOUT) return writeOutput(chunks);
  try {
    await replaceFile(file, (stream) => writeAll(chunks, (text) => write(stream, text)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`cannot write ${file}: ${reason}`, EXIT.unreadable);
  }
}
