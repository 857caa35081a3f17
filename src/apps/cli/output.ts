import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { CliError, EXIT } from './errors.ts';

const BATCH = 64 * 1024;

/** Whether an error says that the reader of standard output is gone (`merlon … | head`): no mistake of ours. */
export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'EPIPE';
}

async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

async function writeAll(stream: Writable, chunks: Iterable<string>): Promise<void> {
  let batch = '';
  for (const chunk of chunks) {
    batch += chunk;
    if (batch.length < BATCH) continue;
    await write(stream, batch);
    batch = '';
  }
  if (batch !== '') await write(stream, batch);
}

/** Writes chunks to standard output, waiting for a slow reader instead of keeping the rest in memory. */
export async function writeOutput(chunks: Iterable<string>): Promise<void> {
  await writeAll(process.stdout, chunks);
}

/** Writes chunks to a file; throws CliError when that cannot be done. */
export async function writeFileOutput(file: string, chunks: Iterable<string>): Promise<void> {
  const stream = createWriteStream(file);
  try {
    await once(stream, 'open');
    await writeAll(stream, chunks);
    stream.end();
    await once(stream, 'finish');
  } catch (error) {
    stream.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`cannot write ${file}: ${reason}`, EXIT.unreadable);
  }
}
