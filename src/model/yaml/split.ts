import { isGoSpace } from './chars.ts';

/** A stretch of a file that is read as one document; `badSeparator` when its first line is `---` followed by something else. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  readonly badSeparator: boolean;
}

/** Offset of the next line that begins with `---`, from `from` (a line start) on; -1 when there is none. */
function nextSeparator(text: string, from: number): number {
  if (text.startsWith('---', from)) return from;
  const at = text.indexOf('\n---', from);
  return at < 0 ? -1 : at + 1;
}

/** Whether only white space or a comment follows the dashes. */
function isCleanSeparator(text: string, at: number, lineEnd: number): boolean {
  for (let i = at + 3; i < lineEnd; i++) {
    const code = text.charCodeAt(i);
    if (!isGoSpace(code)) return code === 35;
  }
  return true;
}

/**
 * Cuts a text into documents as kubectl does, by lines that begin with `---`; a separator with nothing before it belongs to what follows.
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/yaml#YAMLReader
 */
export function splitDocuments(text: string, from: number): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let start = from;
  let bad = false;
  const push = (end: number): void => {
    if (end > start) chunks.push({ start, end, badSeparator: bad });
  };
  let search = from;
  for (let at = nextSeparator(text, search); at >= 0; at = nextSeparator(text, search)) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline + 1;
    const clean = isCleanSeparator(text, at, lineEnd);
    push(at);
    // The line itself is dropped when it ended something, kept when it begins the file or follows another separator.
    start = at > start && clean ? lineEnd : at;
    bad = !clean;
    search = lineEnd;
    if (lineEnd >= text.length) break;
  }
  push(text.length);
  return chunks;
}
