import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { makeFolder, type TestFolder } from '../testing.ts';
import { readBytes, readStream } from './read-file.ts';

const LIMITS = { maxBytes: 1024, pipes: false };
const posix = process.platform !== 'win32';
let folder: TestFolder | undefined;

afterEach(() => folder?.remove());

function textOf(result: Awaited<ReturnType<typeof readBytes>>): string | undefined {
  return 'bytes' in result ? result.bytes.toString() : undefined;
}

describe('readBytes', () => {
  it('reads a file whole, an empty one too', async () => {
    folder = makeFolder({ a: 'hello', empty: '' });
    expect(textOf(await readBytes(join(folder.path, 'a'), LIMITS))).toBe('hello');
    expect(textOf(await readBytes(join(folder.path, 'empty'), LIMITS))).toBe('');
  });

  it('refuses a file over the limit without reading it', async () => {
    folder = makeFolder({ exact: 'x'.repeat(1024), over: 'x'.repeat(1025) });
    expect(textOf(await readBytes(join(folder.path, 'exact'), LIMITS))).toHaveLength(1024);
    expect(await readBytes(join(folder.path, 'over'), LIMITS)).toMatchObject({ problem: 'too-large' });
  });

  it('says in words what is missing or not a file', async () => {
    folder = makeFolder({});
    expect(await readBytes(join(folder.path, 'gone'), LIMITS)).toEqual({
      problem: 'missing',
      detail: 'does not exist',
    });
    expect(await readBytes(folder.path, LIMITS)).toEqual({ problem: 'special', detail: 'is a folder' });
  });

  it.runIf(posix)('neither opens devices nor hangs on pipes', async () => {
    folder = makeFolder({});
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await readBytes('/dev/zero', LIMITS)).toMatchObject({ problem: 'special' });
    expect(await readBytes(pipe, LIMITS)).toMatchObject({ problem: 'special' });
    // Nobody writes to it.
    expect(await readBytes(pipe, { ...LIMITS, pipes: true })).toEqual({
      problem: 'failed',
      detail: 'is a pipe to which nothing was written',
    });
  });

  it.runIf(posix)('waits for whoever has not opened the pipe yet', async () => {
    folder = makeFolder({});
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    spawn('sh', ['-c', 'sleep 0.2; printf late > "$1"', 'sh', pipe], { stdio: 'ignore' });
    expect(textOf(await readBytes(pipe, { ...LIMITS, pipes: true }))).toBe('late');
  });

  it.runIf(posix)('waits for the writer of a pipe that was asked for', async () => {
    folder = makeFolder({});
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Read-write, so that the pipe has a writer from the start, as process substitution gives it.
    const writer = spawn('sh', ['-c', 'exec 3<>"$1"; echo open; sleep 0.05; printf slow >&3; sleep 0.05', 'sh', pipe], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => writer.stdout.once('data', resolve));
    expect(textOf(await readBytes(pipe, { ...LIMITS, pipes: true }))).toBe('slow');
  });
});

describe('readStream', () => {
  it('joins chunks of bytes and text, up to the limit', async () => {
    const read = await readStream(Readable.from([Buffer.from('a'), 'b']), LIMITS);
    expect('bytes' in read && read.bytes.toString()).toBe('ab');
    expect(await readStream(Readable.from(['x'.repeat(1025)]), LIMITS)).toMatchObject({ problem: 'too-large' });
  });
});
