import type { YamlProblem, YamlProblemCode } from './types.ts';

/** What the parts of the reader throw at the first fault of a document; it never leaves this folder. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly code: YamlProblemCode;
  /** UTF-16 offset into the whole text. */
  readonly offset: number;

  constructor(code: YamlProblemCode, offset: number, message: string) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

/** Turns whatever a read threw into a problem of the document; anything but a ReadError is thrown on. */
export function problemOf(error: unknown): YamlProblem {
  if (!(error instanceof ReadError)) throw error;
  return { code: error.code, message: error.message, offset: error.offset };
}
