import { isList, isObject, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { showObject, showRule } from '../access/index.ts';
import { countOf, linePrinter, printFirst, type PrintLine } from '../text/index.ts';
import type { LeastPrivilegeReport, ShownLog, ShownPlan, ShownRight } from './types.ts';

/** How the summary is printed. */
export interface LeastPrivilegeLayout {
  readonly width: number;
  readonly full: boolean;
}

const MOST = 8;
/** Uses of a wildcard that are named. */
const SEEN = 6;

interface Printer {
  readonly layout: LeastPrivilegeLayout;
  readonly line: PrintLine;
}

function few<T>(
  { layout, line }: Printer,
  list: readonly T[],
  indent: number,
  print: (item: T) => Iterable<string>,
): Iterable<string> {
  return printFirst(line, list, { full: layout.full, most: MOST, indent }, print);
}

function texts(rule: JsonObject, key: string): readonly string[] {
  const list = rule[key];
  return isList(list) ? list.map(textOf) : [];
}

function* showObjects(printer: Printer, objects: readonly JsonObject[]): Iterable<string> {
  const { line } = printer;
  for (const object of objects) {
    const kind = textOf(object['kind']);
    const namespace = textOf(valueAt(object, ['metadata', 'namespace']));
    const name = textOf(valueAt(object, ['metadata', 'name']));
    yield* line(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`, 4);
    const rules = isList(object['rules']) ? object['rules'].filter(isObject) : [];
    yield* few(printer, rules, 6, (rule) =>
      line(
        showRule({
          verbs: texts(rule, 'verbs'),
          apiGroups: texts(rule, 'apiGroups'),
          resources: texts(rule, 'resources'),
          resourceNames: texts(rule, 'resourceNames'),
          nonResourceURLs: texts(rule, 'nonResourceURLs'),
        }),
        6,
      ),
    );
  }
}

function rightLine({ verb, what, namespace, last, count: times }: ShownRight): string {
  const where = namespace === undefined ? 'everywhere' : `in ${namespace}`;
  return `${verb} ${what}, ${where}${last === undefined ? '' : `: ${countOf(times, 'time')}, last ${last}`}`;
}

function* showRights(printer: Printer, rights: readonly ShownRight[]): Iterable<string> {
  const { line } = printer;
  const of = (state: ShownRight['state']): readonly ShownRight[] => rights.filter((right) => right.state === state);
  const [used, unused, unknown] = [of('used'), of('unused'), of('unknown')];
  yield* line(
    `of what it holds today: ${used.length} used, ${unused.length} never, ${unknown.length} that this log cannot show`,
    2,
  );
  const partly = used.filter(({ onlyFor }) => onlyFor !== undefined);
  if (partly.length > 0) yield* line('wider than what they were used for:', 4);
  yield* few(printer, partly, 6, (right) => {
    const { onlyFor = [] } = right;
    const more = onlyFor.length - SEEN;
    const seen = onlyFor.slice(0, SEEN).join(', ') + (more < 1 ? '' : ` and ${more} more`);
    return line(`${rightLine(right)}, only for ${seen}`, 6);
  });
  if (unused.length > 0) yield* line('never used:', 4);
  yield* few(printer, unused, 6, (right) => line(rightLine(right), 6));
  if (unknown.length > 0) yield* line('not to be known:', 4);
  yield* few(printer, unknown, 6, (right) => line(rightLine(right), 6));
}

function* showPlan(printer: Printer, plan: ShownPlan): Iterable<string> {
  const { line } = printer;
  const { subject, asked, byOthers, refused, objects, bindings, rights, notes, replay } = plan;
  yield '\n';
  yield* line(subject);
  const others = byOthers === 0 ? '' : `, ${byOthers} of them allowed by its groups or by what everyone has`;
  yield* line(`asked for ${countOf(asked, 'different thing')}${others}`, 2);
  yield* line(objects.length === 0 ? 'needs no role of its own' : 'needs:', 2);
  yield* showObjects(printer, objects);
  if (bindings.length > 0) yield* line(`in place of ${bindings.map(showObject).join(', ')}`, 2);
  yield* line(
    refused.length === 0
      ? `replayed: all ${asked} allowed`
      : `REPLAYED: ${countOf(refused.length, 'request')} would be refused; do not apply this`,
    2,
  );
  yield* few(printer, refused, 4, ({ request, reason }) => line(`${request}: ${reason}`, 4));
  if (replay !== undefined) {
    yield* line(`the other log: ${replay.asked} asked, ${replay.refused.length} would be refused`, 2);
    yield* few(printer, replay.refused, 4, ({ request }) => line(request, 4));
  }
  if (rights.length > 0) yield* showRights(printer, rights);
  for (const note of notes) yield* line(`note: ${note}`, 2);
}

function* showLog({ line }: Printer, log: ShownLog): Iterable<string> {
  const { sources, lines, requests, first = '?', last = '?', days, gaps, problems, examples } = log;
  yield* line(
    `${countOf(requests, 'request')} in ${countOf(lines, 'line')} of ${countOf(sources, 'log')}, from ${first} to ${last}: ${countOf(days, 'day')}`,
  );
  for (const gap of gaps) yield* line(`what it cannot show: ${gap}`, 2);
  const unread = Object.entries(problems).filter(([, number]) => number > 0);
  if (unread.length > 0) yield* line(`not read: ${unread.map(([why, number]) => `${number} ${why}`).join(', ')}`, 2);
  for (const example of examples) yield* line(example, 4);
}

/** Prints what each subject needs, what that replaces, and what of today’s rights was never used. */
export function* renderLeastPrivilege(report: LeastPrivilegeReport, layout: LeastPrivilegeLayout): Iterable<string> {
  const printer: Printer = { layout, line: linePrinter(layout.width) };
  const { line } = printer;
  yield* line(
    `Least privilege for ${countOf(report.subjects.length, 'subject')} of ${report.targets.join(', ')}, for Kubernetes 1.${report.kubernetes}`,
  );
  yield* showLog(printer, report.log);
  for (const plan of report.subjects) yield* showPlan(printer, plan);
  if (report.edit.length > 0) {
    yield '\n';
    yield* line('To be edited, since others hold them too:');
    for (const { binding } of report.edit) yield* line(showObject(binding), 2);
  }
  if (report.leftAlone.length > 0) {
    yield '\n';
    yield* line(`Left alone (${report.leftAlone.length}):`);
    yield* few(printer, report.leftAlone, 2, ({ subject, reason }) => line(`${subject}: ${reason}`, 2));
  }
  yield '\n';
  yield* line('`-o yaml` prints the roles to apply, and what to remove afterwards.');
}
