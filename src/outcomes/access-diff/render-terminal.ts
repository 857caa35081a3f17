import { showObject, showRule } from '../access/index.ts';
import { clean, linePrinter } from '../text/index.ts';
import type { AccessDiffReport, ShownChange, ShownUnknown, ShownUnknownBinding, ShownUnknownRole } from './types.ts';

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

function* showUnknownBinding(found: ShownUnknownBinding, { width }: DiffLayout): Iterable<string> {
  const { binding, role, subjects, why } = found;
  const line = linePrinter(width);
  yield* line(`${showObject(binding)} gives ${role}, which was not seen, to ${subjects.join(', ')}`, 2);
  if (binding.place !== undefined) yield `    ${clean(binding.place)}\n`;
  for (const reason of why) yield* line(reason, 4);
}

function* showUnknownRole(found: ShownUnknownRole, { width }: DiffLayout): Iterable<string> {
  const { role, object, from, severity, rules, isBound, why } = found;
  const line = linePrinter(width);
  const [first = '', ...rest] = line(`whoever ${isBound ? 'else ' : ''}is bound to ${role} gains`, MARK);
  yield `? ${severity.padEnd(MARK - 2)}${first.trimStart()}`;
  yield* rest;
  for (const rule of rules) yield* line(showRule(rule), MARK + 2);
  if (from !== undefined) yield* line(`aggregated from ${showObject(from)}`, MARK);
  const { place } = from ?? object;
  if (place !== undefined) yield `${' '.repeat(MARK)}${clean(place)}\n`;
  for (const reason of why) yield* line(reason, MARK);
}

function* showUnknown(unknown: readonly ShownUnknown[], layout: DiffLayout): Iterable<string> {
  if (unknown.length === 0) return;
  yield `\nNot known (${unknown.length})\n`;
  const shown = layout.full ? unknown : unknown.slice(0, MOST);
  for (const found of shown)
    yield* found.what === 'role' ? showUnknownRole(found, layout) : showUnknownBinding(found, layout);
  if (shown.length < unknown.length) yield `… and ${unknown.length - shown.length} more (--full)\n`;
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
  yield* showUnknown(unknown, layout);
  if (!complete) yield '\nOnly what these files hold was compared; --complete says that they are everything.\n';
}
