import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The bytes of a file, or why there are none, in words that fit after the file's name. */
export type ReadResult = { readonly bytes: Buffer } | Unread;

/** Why a file was not read. */
export interface Unread {
  readonly problem: 'missing' | 'denied' | 'special' | 'too-large' | 'failed';
  readonly detail: string;
}

/** Bounds of one read. */
export interface ReadLimits {
  readonly maxBytes: number;
  /** Read a pipe too (process substitution); else only regular files are read. */
  readonly pipes: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Says in plain words why the file system refused; `detail` never has a path in it. */
export function explainIoError(error: unknown): {
  readonly problem: 'missing' | 'denied' | 'failed';
  readonly detail: string;
} {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { problem: 'missing', detail: 'does not exist' };
    case 'EACCES':
    case 'EPERM':
      return { problem: 'denied', detail: 'may not be read: permission denied' };
    case 'ELOOP':
      return { problem: 'failed', detail: 'is a symbolic link that leads to itself' };
    case 'ENAMETOOLONG':
      return { problem: 'failed', detail: 'has a name that is too long' };
    case 'EMFILE':
    case 'ENFILE':
      return { problem: 'failed', detail: 'could not be opened: too many open files' };
    default:
      return { problem: 'failed', detail: `could not be read (${code})` };
  }
}

function tooLarge(maxBytes: number): ReadResult {
  return {
    problem: 'too-large',
    detail: `is larger than the limit of ${Math.floor(maxBytes / (1024 * 1024))} MiB for one file`,
  };
}

function isBusyPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}

/** One read; undefined when a pipe has nothing yet. */
function readSome(fd: number, into: Buffer, offset: number): number | undefined {
  try {
    return readSync(fd, into, offset, into.length - offset, null);
  } catch (error) {
    if (isBusyPipe(error)) return undefined;
    throw error;
  }
}

/** So long is waited for somebody to write to a pipe: whoever does may not have opened it yet. */
const MOST_WAIT_MS = 3000;
const POLL_MS = 5;

/** Waits for the first bytes of a pipe. A pipe that nobody writes to ends at once, as an empty one does, and nothing must not pass for a clean report. */
async function waitForWriter(fd: number, into: Buffer, limits: ReadLimits): Promise<number> {
  for (let waited = 0; waited < MOST_WAIT_MS;) {
    limits.signal?.throwIfAborted();
    const count = readSome(fd, into, 0);
    if (count !== undefined && count > 0) return count;
    // Who has opened it may take as long as it likes.
    if (count === 0) waited += POLL_MS;
    await sleep(POLL_MS);
  }
  return 0;
}

async function readPipe(fd: number, limits: ReadLimits): Promise<ReadResult> {
  const first = Buffer.allocUnsafe(4096);
  const count = await waitForWriter(fd, first, limits);
  if (count === 0) return { problem: 'failed', detail: 'is a pipe to which nothing was written' };
  const rest = await readAll(fd, 0, limits);
  return 'bytes' in rest ? { bytes: Buffer.concat([first.subarray(0, count), rest.bytes]) } : rest;
}

async function readAll(fd: number, size: number, limits: ReadLimits): Promise<ReadResult> {
  // One byte more than the size shows the end of the file early; a file that grows meanwhile is read on.
  let buffer = Buffer.allocUnsafe(Math.max(size + 1, 4096));
  let length = 0;
  for (;;) {
    limits.signal?.throwIfAborted();
    const count = readSome(fd, buffer, length);
    if (count === 0) return { bytes: buffer.subarray(0, length) };
    if (count === undefined) await sleep(POLL_MS);
    length += count ?? 0;
    if (length > limits.maxBytes) return tooLarge(limits.maxBytes);
    if (length < buffer.length) continue;
    const grown = Buffer.allocUnsafe(buffer.length * 2);
    buffer.copy(grown, 0, 0, length);
    buffer = grown;
  }
}

function isReadable(info: Stats, limits: ReadLimits): boolean {
  return info.isFile() || (limits.pipes && info.isFIFO());
}

/**
 * Reads one file whole. Opened without blocking and looked at once more when open, so that a pipe or device that took the file's place cannot hang us.
 * The calls themselves are synchronous: parsing follows at once, and for many small files that is several times faster. Rejects only with the signal's reason.
 */
export async function readBytes(path: string, limits: ReadLimits): Promise<ReadResult> {
  let fd: number | undefined;
  try {
    // Looking before opening: opening a device may do something.
    const before = statSync(path);
    if (!isReadable(before, limits)) return special(before.isDirectory());
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const info = fstatSync(fd);
    if (!isReadable(info, limits)) return special(info.isDirectory());
    if (info.size > limits.maxBytes) return tooLarge(limits.maxBytes);
    return info.isFIFO() ? await readPipe(fd, limits) : await readAll(fd, info.size, limits);
  } catch (error) {
    limits.signal?.throwIfAborted();
    return explainIoError(error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function special(isFolder: boolean): ReadResult {
  return { problem: 'special', detail: isFolder ? 'is a folder' : 'is a pipe, socket or device, not a file' };
}

/** Reads a stream (standard input) whole, up to the limit. Rejects with the signal's reason or the stream's own error. */
export async function readStream(stream: AsyncIterable<Uint8Array | string>, limits: ReadLimits): Promise<ReadResult> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    limits.signal?.throwIfAborted();
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > limits.maxBytes) return tooLarge(limits.maxBytes);
    chunks.push(bytes);
  }
  return { bytes: Buffer.concat(chunks) };
}
