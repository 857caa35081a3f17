import { createColors } from 'picocolors';
import { pad, wrapText } from '../../../../outcomes/text/index.ts';
import type { PackedCheck, PlannedCheck } from '../../catalogue.ts';

/** Columns that a title should have on its line; where there are fewer, the topic gives way, and then the title goes below. */
const LEAST_TITLE = 32;
const GAP = '  ';

/** How the table is printed; an infinite width wraps nothing. */
export interface TableTraits {
  readonly width: number;
  readonly colour: boolean;
  readonly planned: boolean;
}

type Row = PackedCheck | PlannedCheck;

function columnOf(name: string, cells: readonly string[]): number {
  return Math.max(name.length, ...cells.map(({ length }) => length));
}

/** The table of checks, a line for each where there is room. No text is cut. */
export function* renderChecks(rows: readonly Row[], { width, colour, planned }: TableTraits): Iterable<string> {
  const ids = columnOf(
    'CHECK',
    rows.map(({ id }) => id),
  );
  const topics = columnOf(
    'TOPIC',
    rows.map(({ topic }) => topic),
  );
  const short = ids + GAP.length + 'critical'.length + GAP.length;
  const long = short + topics + GAP.length;
  const hasTopic = width - long >= LEAST_TITLE;
  const lead = hasTopic ? long : short;
  const isBelow = width - lead < LEAST_TITLE;
  const indent = isBelow ? 4 : lead;
  const line = (id: string, severity: string, topic: string, rest: string): string => {
    const start = `${pad(id, ids)}${GAP}${pad(severity, 8)}${GAP}${hasTopic ? pad(topic, topics) + GAP : ''}`;
    const parts = width === Infinity ? [rest] : wrapText(rest, width - indent);
    const text = parts.join(`\n${' '.repeat(indent)}`);
    return (isBelow && text !== '' ? `${start.trimEnd()}\n${' '.repeat(indent)}${text}` : start + text).trimEnd();
  };
  const { bold } = createColors(colour);
  yield `${bold(line('CHECK', 'SEVERITY', 'TOPIC', planned ? 'KNOWN ELSEWHERE AS' : 'TITLE'))}\n`;
  for (const row of rows) {
    const rest = 'title' in row ? row.title : Object.values(row.ids).flat().join(', ');
    yield `${line(row.id, row.severity, row.topic, rest)}\n`;
  }
}
