/** Standard input, opened when it is read: opening it takes a millisecond, and hardly any run reads it. */
export const STDIN: AsyncIterable<Uint8Array | string> = {
  [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator](),
};
