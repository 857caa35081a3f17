import type { Json } from '../../model/json.ts';
import { LONGEST_LINE, type LogLine, splitLines } from './split-lines.ts';
import type { AuditProblemKind } from './types.ts';
import { unwrap, type Unwrapped } from './unwrap.ts';

/** What one line (or one document over several lines) gave. */
export type Parsed =
  | { readonly line: number; readonly found: Unwrapped }
  | { readonly line: number; readonly problem: AuditProblemKind; readonly detail: string };

function problem(line: number, kind: AuditProblemKind, detail: string): Parsed {
  return { line, problem: kind, detail };
}

/** CloudWatch's exports put the time before the event. */
const STAMPED = /^\d{4}-\d{2}-\d{2}T[\d:.]{8,20}Z\s+\{/;

function failed({ number, ended }: LogLine, text: string, error: unknown): Parsed {
  const looksLikeJson = /^\s*[{[]/.test(text);
  if (!looksLikeJson) return problem(number, 'foreign', 'is no JSON');
  const message = error instanceof Error ? error.message : '';
  const isCut = !ended || /end of JSON|Unterminated/i.test(message);
  return isCut
    ? problem(number, 'truncated', 'ends in the middle of an event')
    : problem(number, 'broken', 'is JSON that cannot be read');
}

function parseLine(line: LogLine): Parsed {
  if (line.text === undefined)
    return problem(line.number, 'too-long', `is longer than ${LONGEST_LINE >> 20} Mi characters`);
  const isStamped = STAMPED.test(line.text.slice(0, 64));
  const text = isStamped ? line.text.slice(line.text.indexOf('{')) : line.text;
  try {
    return { line: line.number, found: unwrap(JSON.parse(text) as Json, isStamped ? 'eks' : 'plain') };
  } catch (error) {
    return failed(line, text, error);
  }
}

/** What a command line tool prints in many lines starts so; an event of the API server never does. */
function startsDocument({ text }: LogLine): boolean {
  const start = text?.trim() ?? '';
  return start === '[' || start === '{' || /^\{\s*"[^"]*":\s*[[{]$/.test(start);
}

async function gather(
  first: LogLine,
  rest: AsyncIterator<LogLine>,
): Promise<{ readonly text: string; readonly fits: boolean }> {
  const lines = [first.text ?? ''];
  let length = 0;
  for (;;) {
    const next = await rest.next();
    if (next.done === true) return { text: lines.join('\n'), fits: length <= 2 * LONGEST_LINE };
    length += next.value.text?.length ?? LONGEST_LINE;
    if (length <= 2 * LONGEST_LINE) lines.push(next.value.text ?? '');
  }
}

function parseDocument(text: string, fits: boolean): Parsed {
  if (!fits)
    return problem(1, 'too-long', 'is one JSON document of more than 64 Mi characters: print one event a line (jq -c)');
  try {
    return { line: 1, found: unwrap(JSON.parse(text) as Json) };
  } catch (error) {
    return failed({ number: 1, text, ended: true }, text, error);
  }
}

/** Reads one stream: JSON lines, or one JSON document that starts with a lone bracket. Blank lines are passed over. */
export async function* parseSource(chunks: AsyncIterable<Uint8Array | string>): AsyncIterable<Parsed> {
  const lines = splitLines(chunks)[Symbol.asyncIterator]();
  let isStart = true;
  for (;;) {
    const next = await lines.next();
    if (next.done === true) return;
    const line = next.value;
    if (line.text?.trim() === '') continue;
    if (isStart && startsDocument(line)) {
      const { text, fits } = await gather(line, lines);
      yield parseDocument(text, fits);
      return;
    }
    isStart = false;
    yield parseLine(line);
  }
}
