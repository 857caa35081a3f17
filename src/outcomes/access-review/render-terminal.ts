import { RIGHT_SEVERITIES } from '../../engines/access/index.ts';
import { type Link, showObject, showRule } from '../access/index.ts';
import { clean, countOf, linePrinter, printFirst, type PrintLine } from '../text/index.ts';
import { asSeen, showScope, showSubject, titleOf } from './show.ts';
import type {
  AccessReviewReport,
  ReviewChain,
  ReviewHolding,
  ReviewSubject,
  ReviewTenant,
  ReviewWildcard,
} from './types.ts';

/** How a review is printed. */
export interface ReviewLayout {
  readonly width: number;
  /** Everything, instead of the worst of each list. */
  readonly full: boolean;
  /** What the API server makes itself too. */
  readonly all: boolean;
}

const SUBJECTS = 10;
const LINES = 5;
const CHAINS = 2;
const NAMES = 5;

interface Printer {
  readonly report: AccessReviewReport;
  readonly layout: ReviewLayout;
  readonly line: PrintLine;
  /** Where an object stands, on a line that is not wrapped, so that it can be followed; nothing for one that was read from no file. */
  readonly place: (link: Link, indent: number) => Iterable<string>;
}

function createPrinter(report: AccessReviewReport, layout: ReviewLayout): Printer {
  return {
    report,
    layout,
    line: linePrinter(layout.width),
    *place({ place }, indent) {
      if (place !== undefined) yield `${' '.repeat(indent)}${clean(place)}\n`;
    },
  };
}

const MOST_WORDS = 6;

/** A rule with the first of its resources: one may have hundreds. */
function shorten(rule: ReviewChain['rule']): ReviewChain['rule'] {
  const few = (list: readonly string[]): readonly string[] =>
    list.length > MOST_WORDS ? [...list.slice(0, MOST_WORDS), `${list.length - MOST_WORDS} more`] : list;
  const { resources, resourceNames } = rule;
  return {
    ...rule,
    ...(resources === undefined ? {} : { resources: few(resources) }),
    ...(resourceNames === undefined ? {} : { resourceNames: few(resourceNames) }),
  };
}

function some(list: readonly string[], most: number): string {
  const shown = list.slice(0, most).join(', ');
  return list.length > most ? `${shown} and ${list.length - most} more` : shown;
}

function firstFew<T>(
  { line, layout }: Printer,
  list: readonly T[],
  most: number,
  print: (item: T) => Iterable<string>,
): Iterable<string> {
  return printFirst(line, list, { full: layout.full, most }, print);
}

/** Holdings of one right with the same names and weight, in several namespaces, are one line. */
interface Line {
  readonly right: string;
  readonly severity: ReviewHolding['severity'];
  readonly names: readonly string[] | undefined;
  readonly places: string[];
  readonly chains: Set<number>;
}

function linesOf({ holdings }: ReviewSubject): readonly Line[] {
  const lines = new Map<string, Line>();
  for (const { right, severity, namespace, names, chains } of holdings) {
    const key = [right, severity, namespace === undefined, ...(names ?? ['*'])].join('\u0000');
    const known = lines.get(key) ?? { right, severity, names, places: [], chains: new Set<number>() };
    lines.set(key, known);
    if (namespace !== undefined) known.places.push(namespace);
    for (const chain of chains) known.chains.add(chain);
  }
  return [...lines.values()];
}

function chainsOf({ report }: Printer, { chains }: Line): readonly ReviewChain[] {
  return [...chains].flatMap((index) => report.chains[index] ?? []);
}

const HANG = 9;

/** A line with a word before it that stands in a column of its own. */
function* marked({ line }: Printer, mark: string, text: string): Iterable<string> {
  const [first = '', ...rest] = [...line(text, 2 + HANG, 0)];
  yield `  ${mark.padEnd(HANG)}${first.trimStart()}`;
  yield* rest;
}

function* showLine(printer: Printer, found: Line): Iterable<string> {
  const { report, layout, line, place } = printer;
  const { right, severity, names, places } = found;
  const where = places.length === 0 ? 'everywhere' : `in ${layout.full ? places.join(', ') : some(places, NAMES)}`;
  const named = names === undefined ? '' : `, only ${layout.full ? names.join(', ') : some(names, NAMES)}`;
  yield* marked(printer, severity, `may ${titleOf(report, right)}, ${where}${named}`);
  const list = chainsOf(printer, found);
  const shown = layout.full ? list : list.slice(0, CHAINS);
  for (const { rule, role, from } of shown) {
    yield* line(showRule(layout.full ? rule : shorten(rule)), 2 + HANG);
    yield* place(from ?? role, 2 + HANG);
  }
  if (shown.length < list.length) yield* line(`and by ${countOf(list.length - shown.length, 'other rule')}`, 2 + HANG);
}

/** Rights that come first by the same binding and role are told together. */
function byBinding(printer: Printer, lines: readonly Line[]): ReadonlyMap<string, readonly Line[]> {
  const groups = new Map<string, Line[]>();
  for (const found of lines) {
    const [first] = chainsOf(printer, found);
    if (first === undefined) continue;
    const key = `${showObject(first.binding)}\u0000${showObject(first.role)}`;
    groups.set(key, [...(groups.get(key) ?? []), found]);
  }
  return groups;
}

function* showPrivileged(printer: Printer, subject: ReviewSubject): Iterable<string> {
  const { line, layout, place } = printer;
  const lines = linesOf(subject);
  const tenants = subject.tenants.length === 0 ? '' : ` (tenant ${subject.tenants.join(', ')})`;
  yield '\n';
  yield* line(`${showSubject(subject)}${tenants}${subject.builtIn ? ', built in' : ''}`);
  const shown = layout.full ? lines : lines.slice(0, LINES);
  for (const group of byBinding(printer, shown).values()) {
    const [first] = group.flatMap((found) => chainsOf(printer, found));
    if (first === undefined) continue;
    const { binding, role, from } = first;
    const origin = from === undefined ? '' : `, aggregated from ${showObject(from)}`;
    yield* line(`by ${showObject(binding)} → ${showObject(role)}${origin}`, 2);
    yield* place(binding, 4);
    for (const found of group) yield* showLine(printer, found);
  }
  if (shown.length < lines.length)
    yield* line(`and ${countOf(lines.length - shown.length, 'other right')}, none worse (--full)`, 2);
}

function* showSubjects(printer: Printer): Iterable<string> {
  const { report, layout, line } = printer;
  const privileged = report.subjects.filter(({ holdings }) => holdings.length > 0);
  const own = privileged.filter(({ builtIn }) => !builtIn);
  const bySeverity = (severity: string): number =>
    own.filter(({ holdings }) => holdings[0]?.severity === severity).length;
  const worst = RIGHT_SEVERITIES.flatMap((one) => (bySeverity(one) === 0 ? [] : [`${bySeverity(one)} ${one}`])).join(
    ', ',
  );
  const builtIn = privileged.length - own.length;
  yield* line(
    own.length === 0
      ? `Nobody holds a right that leads further, but for what the API server makes itself${asSeen(report)}.`
      : `${countOf(own.length, 'subject holds', 'subjects hold')} rights that lead further, by the worst of each: ${worst}.`,
  );
  if (builtIn > 0 && !layout.all)
    yield* line(`${countOf(builtIn, 'built-in subject')}, as the API server makes them, not shown (--all).`);
  const shown = layout.all ? privileged : own;
  const few = layout.full ? shown : shown.slice(0, SUBJECTS);
  for (const subject of few) yield* showPrivileged(printer, subject);
  if (few.length < shown.length) yield* ['\n', ...line(`… and ${shown.length - few.length} more subjects (--full)`)];
}

function* showTenant(printer: Printer, tenant: ReviewTenant): Iterable<string> {
  const { report, line, place } = printer;
  const { name, namespaces, subjects, reach, undecided } = tenant;
  yield '\n';
  yield* line(
    `Tenant ${name}: ${countOf(namespaces.length, 'namespace')} (${some(namespaces, NAMES)}), ${countOf(subjects.length, 'subject')} in bindings`,
  );
  for (const reason of undecided) yield* line(`undecided: ${reason}`, 2);
  if (reach.length === 0) yield* line(`reaches nothing outside of them, by roles and bindings${asSeen(report)}`, 2);
  yield* firstFew(printer, reach, LINES, function* ({ severity, subject, what, namespace, owner, chain }) {
    const whose = owner === undefined ? '' : `, of tenant ${owner}`;
    const where = namespace === undefined ? 'everywhere' : `in ${namespace}`;
    yield* marked(printer, severity, `${subject} may ${what}, ${where}${whose}`);
    const found = report.chains[chain];
    if (found === undefined) return;
    yield* line(`by ${showObject(found.binding)} → ${showObject(found.role)}`, 2 + HANG);
    yield* place(found.from ?? found.role, 2 + HANG);
  });
}

function* section<T>(
  printer: Printer,
  title: string,
  list: readonly T[],
  print: (item: T) => Iterable<string>,
): Iterable<string> {
  if (list.length === 0) return;
  yield '\n';
  yield* printer.line(`${title} (${list.length})`);
  yield* firstFew(printer, list, LINES, print);
}

function* showLinks({ line, place }: Printer, link: Link, more = ''): Iterable<string> {
  yield* line(`${showObject(link)}${more}`, 2);
  yield* place(link, 4);
}

function* showWildcard(printer: Printer, { chain, fields, subjects }: ReviewWildcard): Iterable<string> {
  const { report, layout, line, place } = printer;
  const found = report.chains[chain];
  if (found === undefined) return;
  const { role, rule, from } = found;
  yield* line(`${showObject(role)}: ${showRule(layout.full ? rule : shorten(rule))}`, 2);
  yield* place(from ?? role, 4);
  const held = layout.full ? subjects.join(', ') : some(subjects, NAMES);
  yield* line(`* in ${fields.join(', ')}; held ${showScope(found)} by ${held}`, 4);
}

function* showRest(printer: Printer): Iterable<string> {
  const { report, line } = printer;
  yield* section(printer, 'Built-in roles and bindings that were changed', report.changed, function* (found) {
    yield* showLinks(printer, found.object);
    yield* firstFew(printer, found.changes, LINES, (change) => line(change, 4));
  });
  yield* section(printer, 'Rules with * that somebody holds', report.wildcards, (found) =>
    showWildcard(printer, found),
  );
  yield* section(
    printer,
    'Bindings that lead nowhere: whoever makes what is missing decides what they give',
    report.dangling,
    ({ binding, what, certain }) =>
      showLinks(printer, binding, ` names ${what}, which ${certain ? 'does not exist' : 'was not seen'}`),
  );
  yield* section(printer, `Roles that nobody holds${asSeen(report)}`, report.unusedRoles, (link) =>
    showLinks(printer, link),
  );
  yield* section(printer, 'Bindings without subjects', report.emptyBindings, (link) => showLinks(printer, link));
}

/** Prints a review: who holds what leads further, worst first, then tenants, and what should be tidied up. */
export function* renderReview(report: AccessReviewReport, layout: ReviewLayout): Iterable<string> {
  const printer = createPrinter(report, layout);
  const { line } = printer;
  yield* line(`Access review of ${report.targets.join(', ')}, for Kubernetes 1.${report.kubernetes}`);
  yield '\n';
  yield* showSubjects(printer);
  for (const tenant of report.tenants) yield* showTenant(printer, tenant);
  yield* showRest(printer);
  yield '\n';
  yield* line('Members of system:masters may do everything; no object names them (client certificates do).');
  for (const other of report.otherAuthorizers)
    yield* line(`Rights may come from elsewhere too, which no object shows: ${other}.`);
  if (report.gaps.length === 0) return;
  yield* line('There may be more, since not all was seen:');
  for (const gap of report.gaps) yield* line(gap, 2);
}
