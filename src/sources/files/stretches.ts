/** Tells something of a stretch of a text: offsets, `end` exclusive. */
export type StretchTest = (start: number, end: number) => boolean;

/** Tells whether a piece of text begins in a stretch; asked in the order of the text, it goes over the text once, however many stretches there are. */
export function createPieceFinder(text: string, piece: string): StretchTest {
  let next = -1;
  return (start, end) => {
    if (next < start) {
      const at = text.indexOf(piece, start);
      next = at < 0 ? text.length : at;
    }
    return next < end;
  };
}
