import { StringDecoder } from 'node:string_decoder';
import { ApiError } from './client/index.ts';

/** The largest object that etcd takes is a few MiB; more without an end of line is no event. */
const LONGEST = 32 * 1024 * 1024;

/**
 * The lines of a stream as they come, an unfinished last one left out. Errors of the stream are the caller's: a broken connection must not look like one that ended.
 */
export async function* readLines(chunks: AsyncIterable<unknown>, what: string): AsyncIterable<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const parts = decoder.write(chunk as Buffer).split('\n');
    parts[0] = rest + (parts[0] ?? '');
    rest = parts.pop() ?? '';
    if (rest.length > LONGEST) throw new ApiError('bad-answer', `${what}: an event without an end`);
    for (const line of parts) if (line.trim() !== '') yield line;
  }
}
