import { showObject, showRule } from '../access/index.ts';
import { clean, linePrinter } from '../text/index.ts';
import type { AccessDiffReport, ShownChange } from './types.ts';

/** How a diff is printed. */
export interface DiffLayout {
  readonly width: number;
  readonly full: boolean;
}

const MOST = 20;
const MARK = 11;

function* showChange(sign: string, change: ShownChange, { width }: DiffLayout): Iterable<string> {
  const { subject, namespace, severity, rules, chain } = change;
  const line = linePrinter(width);
  const where = namespace === undefined ? 'everywhere' : `in ${namespace}`;
  const [first = '', ...rest] = line(`${subject}, ${where}`, MARK);
  yield `${sign} ${severity.padEnd(MARK - 2)}${first.trimStart()}`;
  yield* rest;
  for (const rule of rules) yield* line(showRule(rule), MARK + 2);
  const { binding, role, from } = chain;
  const origin = from === undefined ? '' : `, aggregated from ${showObject(from)}`;
  yield* line(`by ${showObject(binding)} → ${showObject(role)}${origin}`, MARK);
  for (const { place } of [binding, from ?? role])
    if (place !== undefined) yield `${' '.repeat(MARK)}${clean(place)}\n`;
}

function* showList(title: string, sign: string, changes: readonly ShownChange[], layout: DiffLayout): Iterable<string> {
  if (changes.length === 0) return;
  yield `\n${title} (${changes.length})\n`;
  const shown = layout.full ? changes : changes.slice(0, MOST);
  for (const change of shown) yield* showChange(sign, change, layout);
  if (shown.length < changes.length) yield `… and ${changes.length - shown.length} more (--full)\n`;
}

/** Prints what a change grants and takes: gains first, the worst of them first. */
export function* renderAccessDiff(report: AccessDiffReport, layout: DiffLayout): Iterable<string> {
  const { before, after, gained, lost, unknown, complete, kubernetes } = report;
  const line = linePrinter(layout.width);
  yield* line(`Access from ${before} to ${after}, for Kubernetes 1.${kubernetes}`);
  if (gained.length + lost.length === 0)
    yield unknown.length === 0
      ? 'Nobody gains or loses a permission.\n'
      : 'Nobody is seen to gain or lose a permission, but not all is known:\n';
  yield* showList('Gained', '+', gained, layout);
  yield* showList('Lost', '-', lost, layout);
  if (unknown.length > 0) yield `\nNot known (${unknown.length})\n`;
  for (const { binding, role, subjects, why } of unknown) {
    yield* line(`${showObject(binding)} gives ${role}, which was not seen, to ${subjects.join(', ')}`, 2);
    if (binding.place !== undefined) yield `    ${clean(binding.place)}\n`;
    for (const reason of why) yield* line(reason, 4);
  }
  if (!complete) yield '\nOnly what these files hold was compared; --complete says that they are everything.\n';
}
