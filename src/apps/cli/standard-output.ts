import { once } from 'node:events';
import { fstatSync, statSync, writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { EXIT } from './errors.ts';

const STDOUT_FD = 1;

/** Whether an error says that the reader of standard output is gone (`merlon … | head`): no mistake of ours. */
export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'EPIPE';
}

/** 128 and the number of SIGPIPE: what shells say of a program that was ended by it. */
const ENDED_BY_PIPE = 141;

/** The exit code when the reader of standard output is gone: the one that is known, else that of a program which was ended by it; 0 would say that all is well. */
export function brokenPipeCode(known: string | number | null | undefined): number {
  return Number(known ?? 0) || ENDED_BY_PIPE;
}

/** A reader that goes away (`merlon scan | head`) ends the program in silence, but never as if nothing had been found. */
function endWith(error: Error): never {
  if (!isBrokenPipe(error)) process.stderr.write(`merlon: standard output: ${error.message}\n`);
  process.exit(isBrokenPipe(error) ? brokenPipeCode(process.exitCode) : EXIT.unreadable);
}

let stream: WriteStream | undefined;

/** Standard output as a stream. Its errors end the program. */
export function outputStream(): WriteStream {
  if (stream === undefined) {
    stream = process.stdout;
    stream.on('error', endWith);
  }
  return stream;
}

function isNullDevice(rdev: number): boolean {
  return statSync('/dev/null', { throwIfNoEntry: false })?.rdev === rdev;
}

/** Whether it is a file, a pipe or nothing at all: Node.js waits for those as a plain write does, but is 1.5 to 2.7 ms at making a stream of them. */
function isPlain(): boolean {
  if (process.platform === 'win32') return false;
  const stat = fstatSync(STDOUT_FD);
  if (stat.isCharacterDevice()) return isNullDevice(stat.rdev);
  return stat.isFile() || stat.isFIFO() || stat.isSocket();
}

let plain: boolean | undefined;

/** Has all that follows go through the stream: a program that listens for signals must not stand still in a write until a slow reader goes on. */
export function writeByStream(): void {
  plain = false;
}

/** The terminal that standard output is; undefined where it is none. */
export function outputTerminal(): WriteStream | undefined {
  plain ??= isPlain();
  if (plain) return undefined;
  return outputStream().isTTY ? outputStream() : undefined;
}

/** Largest text that is encoded in the same memory as the one before, in UTF-16 code units, of which each takes up to three bytes. */
const MOST_SHARED = 128 * 1024;
let shared: Buffer | undefined;

function encode(text: string): Buffer {
  if (text.length > MOST_SHARED) return Buffer.from(text);
  shared ??= Buffer.allocUnsafeSlow(3 * MOST_SHARED);
  return shared.subarray(0, shared.write(text));
}

/** Writes all that is taken; the rest, when a pipe that was made not to wait is full. */
function writePlain(text: string): Buffer {
  let rest = encode(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(STDOUT_FD, rest));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') endWith(error as Error);
  }
  return rest;
}

/** Writes to standard output; false when the reader is slow, and more should wait for `drain` of the stream. */
export function writeNow(text: string): boolean {
  plain ??= isPlain();
  if (!plain) return outputStream().write(text);
  const rest = writePlain(text);
  if (rest.length === 0) return true;
  // From here on the stream keeps the order.
  plain = false;
  return outputStream().write(Buffer.from(rest));
}

/** Writes to standard output and waits for a slow reader. */
export async function writeToOutput(text: string): Promise<void> {
  if (!writeNow(text)) await once(outputStream(), 'drain');
}
