import { createColors } from 'picocolors';
import type { CheckMeta } from '../../../engines/posture/index.ts';
import type { SourceFile } from '../../../model/cluster/index.ts';
import type { Severity } from '../../../model/verdicts/index.ts';

/** What the report is printed on, and what it is printed with. */
export interface TerminalContext {
  readonly width: number;
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Show every finding, and lists uncut. */
  readonly full: boolean;
  readonly files: readonly SourceFile[];
  readonly checks: ReadonlyMap<string, CheckMeta>;
  /** The words behind `merlon scan` as they were given, for what to run next; by default what the report tells of them. */
  readonly command?: readonly string[];
}

/** Turns text into coloured text, or leaves it. */
export type Paint = (text: string) => string;

/** Colours and symbols of one report. */
export interface Style {
  readonly context: TerminalContext;
  readonly width: number;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly cyan: Paint;
  readonly yellow: Paint;
  readonly severity: Readonly<Record<Severity, Paint>>;
  readonly mark: {
    readonly more: string;
    readonly bar: string;
    readonly dot: string;
    readonly under: string;
    readonly times: string;
  };
}

const UNICODE = { more: '…', bar: '│', dot: '·', under: '━', times: '×' };
const ASCII = { more: '...', bar: '|', dot: '-', under: '^', times: 'x' };

/** The colours and symbols that a terminal can show. */
export function createStyle(context: TerminalContext): Style {
  const { bold, dim, red, green, cyan, yellow, blue, magenta, gray } = createColors(context.colour);
  return {
    context,
    width: context.width,
    bold,
    dim,
    red,
    green,
    cyan,
    yellow,
    severity: {
      critical: (text) => bold(magenta(text)),
      high: (text) => bold(red(text)),
      medium: yellow,
      low: blue,
      info: gray,
    },
    mark: context.unicode ? UNICODE : ASCII,
  };
}
