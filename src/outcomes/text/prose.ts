import { clean, wrapText } from './text.ts';

/** Prints a text as lines that fit: the first `indent` blanks in, the others `hang` (2) more. What a terminal would act on is written out. */
export type PrintLine = (text: string, indent?: number, hang?: number) => Iterable<string>;

/** Narrower than this no text is wrapped. */
const NARROWEST = 20;

/** Makes a printer for a terminal of so many columns. */
export function linePrinter(width: number): PrintLine {
  return function* (text, indent = 0, hang = 2) {
    const parts = wrapText(clean(text), Math.max(NARROWEST, width - indent - hang));
    for (const [i, part] of parts.entries()) yield `${' '.repeat(i === 0 ? indent : indent + hang)}${part}\n`;
  };
}

/** `1 finding`, `3 findings`. */
export function countOf(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Prints the first `most` entries of a list (all, when `full`), then how many more there are and how to see them. */
export function* printFirst<T>(
  line: PrintLine,
  list: readonly T[],
  { full, most, indent = 2 }: { readonly full: boolean; readonly most: number; readonly indent?: number },
  print: (item: T) => Iterable<string>,
): Iterable<string> {
  const shown = full ? list : list.slice(0, most);
  for (const item of shown) yield* print(item);
  if (shown.length < list.length) yield* line(`… and ${list.length - shown.length} more (--full)`, indent);
}
