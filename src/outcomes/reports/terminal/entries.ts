import type { Severity } from '../../../model/verdicts/index.ts';
import type { Finding, FindingGroup, ShownFinding } from '../../findings/index.ts';
import { type Shelf, showExcerpt } from './excerpt.ts';
import { showFix } from './fixes.ts';
import type { Style } from './style.ts';
import { clean, countOf, cut, displayWidth, pad, wrapText } from '../../text/index.ts';

const INDENT = '    ';
const BADGE = 8;

/** `Deployment shop/cart`, `ClusterRole build-runner`. */
export function nameOf({ object }: Pick<Finding, 'object'>): string {
  const { kind, namespace, name } = object;
  return clean(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`);
}

/** `shop/cart.yaml:12:9`, with what rendered it; empty for objects that were not read from a file. */
export function placeOf({ region }: ShownFinding): string {
  if (region === undefined) return '';
  const place = `${clean(region.file)}:${region.startLine}:${region.startColumn}`;
  return region.rendered === undefined ? place : `${place} (lines as rendered by ${region.rendered})`;
}

function badge(severity: Severity, style: Style): string {
  return style.severity[severity](pad(severity.toUpperCase(), BADGE));
}

function* prose(text: string, style: Style, indent = INDENT): Iterable<string> {
  for (const line of wrapText(clean(text), Math.min(style.width, 110) - indent.length)) yield `${indent}${line}\n`;
}

function sentenceOf(finding: ShownFinding): string {
  const control = finding.control === undefined ? '' : ` [${finding.control}]`;
  return `${finding.message}${control}`;
}

/** One place of a group: the object and where it stands, on one line if that fits. */
function* showPlace(finding: ShownFinding, style: Style): Iterable<string> {
  const name = nameOf(finding);
  const place = placeOf(finding);
  const oneLine = displayWidth(name) + displayWidth(place) + 2 + INDENT.length <= style.width;
  if (place === '' || oneLine) yield `${INDENT}${style.bold(name)}${place === '' ? '' : `  ${style.cyan(place)}`}\n`;
  else yield `${INDENT}${style.bold(name)}\n${INDENT}${style.cyan(place)}\n`;
  if (finding.accepted?.expired === true) {
    yield* prose(
      `accepted until ${finding.accepted.expires} (${finding.accepted.reason}): that day has passed`,
      style,
      `${INDENT}  `,
    );
  }
}

function headline(group: FindingGroup, style: Style): string {
  const { checks } = style.context;
  const title = checks.get(group.check)?.title ?? group.check;
  const places =
    group.count === 1
      ? ''
      : ` ${style.mark.times} ${group.count}${group.objects === group.count ? '' : ` in ${countOf(group.objects, 'object')}`}`;
  const room = style.width - BADGE - 1 - displayWidth(places);
  return `${badge(group.severity, style)} ${style.bold(cut(title, room, style.mark.more))}${style.dim(places)}\n`;
}

/** A group that matters: headline, why, the worst places, the first with its line and fix. */
export function* showGroup(group: FindingGroup, shelf: Shelf, style: Style): Iterable<string> {
  yield headline(group, style);
  const why = style.context.checks.get(group.check)?.why;
  if (why !== undefined) yield* prose(why, style);
  for (const [index, { finding }] of group.worst.entries()) {
    yield* showPlace(finding, style);
    if (index > 0) continue;
    yield* prose(sentenceOf(finding), style, `${INDENT}  `);
    yield* showExcerpt(finding, shelf, style, `${INDENT}  `);
    if (group.severity !== 'low' && group.severity !== 'info') yield* showFix(finding, shelf, style, `${INDENT}  `);
  }
  const others = group.count - group.worst.length;
  const more = others > 0 ? `${style.mark.more} and ${others} more` : '';
  const page = `merlon explain ${group.check}`;
  const oneLine = more.length + page.length + 3 + INDENT.length <= style.width;
  const separator = oneLine ? ` ${style.mark.dot} ` : `\n${INDENT}`;
  yield `${INDENT}${style.dim(more === '' ? page : more + separator + page)}\n\n`;
}

/** Columns that the name of an object should have on a line with all else. */
const LEAST_NAME = 16;

/** A group that can wait: one line, two where it is long. Only the object's name gives way, so that counts add up and the check can be asked for. */
export function* showShortGroup(group: FindingGroup, style: Style): Iterable<string> {
  const { more } = style.mark;
  const title = style.context.checks.get(group.check)?.title ?? group.check;
  const first = group.worst[0]?.object;
  const name = first === undefined ? '' : nameOf({ object: first.ref });
  const others = group.count > 1 ? ` and ${group.count - 1} more` : '';
  const tail = `${others} (${group.check})`;
  const room = style.width - BADGE - 1;
  const beside = room - displayWidth(title) - 2 - tail.length;
  if (beside >= Math.min(LEAST_NAME, displayWidth(name))) {
    yield `${badge(group.severity, style)} ${title}: ${cut(name, beside, more)}${tail}\n`;
    return;
  }
  const indent = ' '.repeat(BADGE + 1);
  const below = room - tail.length;
  const lines = [
    ...wrapText(title, room),
    ...(below >= Math.min(LEAST_NAME, displayWidth(name))
      ? [`${cut(name, below, more)}${tail}`]
      : [cut(name, room, more), ...wrapText(tail, room)]),
  ];
  for (const [i, line] of lines.entries()) yield `${i === 0 ? `${badge(group.severity, style)} ` : indent}${line}\n`;
}

/** Every finding, object by object. */
export function* showAll(findings: Iterable<Finding>, shelf: Shelf, style: Style): Iterable<string> {
  let last = '';
  for (const finding of findings) {
    const name = nameOf(finding);
    if (name !== last) yield `${last === '' ? '' : '\n'}${style.bold(name)}\n`;
    last = name;
    yield `  ${badge(finding.severity, style)} ${style.cyan(placeOf(finding))}\n`;
    yield* prose(`${sentenceOf(finding)} (${finding.check})`, style, INDENT);
    if (finding.accepted !== undefined) {
      const { reason, expires, expired } = finding.accepted;
      yield* prose(`accepted until ${expires}${expired ? ', which has passed' : ''}: ${reason}`, style);
    }
    yield* showExcerpt(finding, shelf, style, INDENT);
    yield* showFix(finding, shelf, style, INDENT);
  }
}
