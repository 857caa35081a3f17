import { StringDecoder } from 'node:string_decoder';

/** A line without its end, or one that was too long to keep. `ended` is false for a last line without a line feed. */
export interface LogLine {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string | undefined;
  readonly ended: boolean;
}

/** Largest line kept, in characters: etcd takes objects of a few MiB, and an event may hold two. */
export const LONGEST_LINE = 32 * 1024 * 1024;

/** The line that is being collected: pieces, so that a long one is not copied again with every chunk. */
class Pending {
  #pieces: string[] = [];
  #length = 0;
  readonly #longest: number;

  constructor(longest: number) {
    this.#longest = longest;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(piece: string): void {
    this.#length += piece.length;
    if (this.#length <= this.#longest) this.#pieces.push(piece);
    else this.#pieces = [];
  }

  take(): string | undefined {
    const text = this.#length <= this.#longest ? this.#pieces.join('') : undefined;
    this.#pieces = [];
    this.#length = 0;
    return text?.replace(/\r$/, '');
  }
}

/** The lines of a stream, one at a time; memory is bounded by the longest line that is kept. Errors of the stream are the caller's. */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array | string>,
  longest: number = LONGEST_LINE,
): AsyncIterable<LogLine> {
  const decoder = new StringDecoder('utf8');
  const pending = new Pending(longest);
  let number = 1;
  for await (const chunk of chunks) {
    const text =
      typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    const parts = text.split('\n');
    const rest = parts.pop() ?? '';
    for (const part of parts) {
      pending.add(part);
      yield { number: number++, text: pending.take(), ended: true };
    }
    pending.add(rest);
  }
  pending.add(decoder.end());
  if (!pending.isEmpty) yield { number, text: pending.take(), ended: false };
}
