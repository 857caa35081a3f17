import { createColors } from 'picocolors';
import { formatObject } from '../fixes/index.ts';
import { clean, countOf, cut, displayWidth, pad, wrapText } from '../text/index.ts';
import { showAmount } from './amounts.ts';
import type { NamespaceResources, ResourcesReport, WorkloadRow } from './types.ts';

/** What the report is printed on. */
export interface ResourcesStyle {
  readonly width: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** Colours and symbols of one report. */
interface Pen {
  readonly width: number;
  readonly colors: ReturnType<typeof createColors>;
  readonly more: string;
}

const GAP = 2;
const NARROWEST_NAME = 16;
const LEAST_WIDE = 100;
const SHORT = { cpu: 'cpu', memory: 'mem' } as const;

/** Prints a table whose first column gives way where the line is too short. */
function* table(rows: readonly (readonly string[])[], pen: Pen, indent: string): Iterable<string> {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) =>
    Math.max(0, ...rows.map((row) => displayWidth(row[i] ?? ''))),
  );
  const rest = widths.slice(1).reduce((sum, width) => sum + width + GAP, indent.length);
  const first = Math.min(widths[0] ?? 0, Math.max(NARROWEST_NAME, pen.width - rest));
  for (const [r, row] of rows.entries()) {
    const cells = row.map((cell, i) => (i === 0 ? pad(cut(cell, first, pen.more), first) : pad(cell, widths[i] ?? 0)));
    const line = cut(`${indent}${cells.join(' '.repeat(GAP))}`.trimEnd(), pen.width, pen.more);
    yield `${r === 0 ? pen.colors.dim(line) : line}\n`;
  }
}

function* wrapped(text: string, pen: Pen, indent: string): Iterable<string> {
  for (const line of wrapText(clean(text), pen.width - indent.length)) yield `${indent}${line}\n`;
}

function podsOf({ replicas }: WorkloadRow): string {
  const { count, most } = replicas;
  if (count === undefined) return '?';
  return most === undefined || most === count ? String(count) : `${count}..${most}`;
}

function unlimitedOf({ unlimited }: WorkloadRow, isWide: boolean): string {
  const of = (resource: 'cpu' | 'memory'): number => unlimited.filter((one) => one.resources.includes(resource)).length;
  const parts = (['cpu', 'memory'] as const)
    .filter((one) => of(one) > 0)
    .map((one) => (isWide ? `${one} ${of(one)}` : SHORT[one]));
  return parts.join(', ') || '-';
}

function cellsOf(row: WorkloadRow, isWide: boolean): readonly string[] {
  const { requests, limits } = row.pod ?? {};
  const show = (name: string, list: ReadonlyMap<string, bigint> | undefined): string =>
    showAmount(name, list?.get(name));
  const amounts = isWide
    ? [show('cpu', requests), show('cpu', limits), show('memory', requests), show('memory', limits)]
    : [`${show('cpu', requests)}/${show('cpu', limits)}`, `${show('memory', requests)}/${show('memory', limits)}`];
  return [clean(`${row.kind}/${row.name}`), podsOf(row), ...amounts, row.qos ?? '?', unlimitedOf(row, isWide)];
}

function* showWorkloads({ workloads }: NamespaceResources, pen: Pen): Iterable<string> {
  if (workloads.length === 0) return;
  const isWide = pen.width >= LEAST_WIDE;
  const amounts = isWide ? ['cpu req', 'cpu lim', 'mem req', 'mem lim'] : ['cpu r/l', 'memory r/l'];
  const head = ['workload', 'pods', ...amounts, 'QoS', isWide ? 'no limit of' : 'no limit'];
  yield* table([head, ...workloads.map((row) => cellsOf(row, isWide))], pen, '  ');
  for (const { kind, name, outcome, reason } of workloads) {
    if (outcome === 'stored') continue;
    const word = { refused: 'would be refused', unknown: 'may be refused', invalid: 'cannot be read' }[outcome];
    yield* wrapped(`${kind}/${name} ${word}: ${reason ?? ''}`, pen, '  ');
  }
}

function* showQuotas({ quotas }: NamespaceResources, pen: Pen): Iterable<string> {
  if (quotas.length === 0) return;
  const rows = quotas.map(({ quota, resource, hard, used, wanted }) => [
    clean(`${quota} ${resource}`),
    showAmount(resource, hard),
    showAmount(resource, used),
    showAmount(resource, wanted),
    [used, wanted].some((one) => one !== undefined && one > hard) ? 'exceeded' : '',
  ]);
  yield* table([['quota', 'hard', 'used', 'wanted', ''], ...rows], pen, '  ');
}

function* showSuggestion({ suggestion, name }: NamespaceResources, pen: Pen): Iterable<string> {
  if (suggestion === undefined) return;
  for (const problem of suggestion.problems) yield* wrapped(problem, pen, '  ');
  if (suggestion.objects.length === 0) return;
  yield `  ${pen.colors.cyan(`what would close the gaps of ${clean(name)}:`)}\n`;
  for (const basis of suggestion.basis) for (const line of wrapText(basis, pen.width - 4)) yield `  # ${line}\n`;
  yield suggestion.objects.map((object) => cleanLines(formatObject(object))).join('---\n');
}

/** YAML is printed line by line as it is: names in it come from the cluster. */
function cleanLines(text: string): string {
  return text
    .split('\n')
    .map((line) => clean(line))
    .join('\n');
}

/** The sum of the limits, and how many pods have none: these may take all that a node has, whatever the sum says. */
function showLimit({ limits, pods, workloads }: NamespaceResources, name: 'cpu' | 'memory'): string {
  const without = workloads.filter(({ unlimited }) => unlimited.some(({ resources }) => resources.includes(name)));
  const count = without.reduce((sum, { replicas }) => sum + (replicas.count ?? 0), 0);
  const sum = limits.get(name) ?? 0n;
  if (pods > 0 && sum === 0n) return 'no limit';
  return `${showAmount(name, sum)} limit${count === 0 ? '' : ` and ${countOf(count, 'pod')} unlimited`}`;
}

function* showNamespace(one: NamespaceResources, pen: Pen): Iterable<string> {
  const { requests, qos } = one;
  const part = one.platform === undefined ? '' : ` (platform: ${clean(one.platform)})`;
  yield `\n${pen.colors.bold(clean(one.name))}${part}\n`;
  const amounts = (['cpu', 'memory'] as const).map(
    (name) => `${name} ${showAmount(name, requests.get(name) ?? 0n)} requested, ${showLimit(one, name)}`,
  );
  const classes = Object.entries(qos).map(([name, count]) => `${count} ${name}`);
  yield* wrapped(`${countOf(one.pods, 'pod')}: ${amounts.join('; ')}; ${classes.join(', ')}`, pen, '  ');
  if (one.uncounted.length > 0)
    yield* wrapped(
      `not in these sums, the number of pods or their amounts are not known: ${one.uncounted.join(', ')}`,
      pen,
      '  ',
    );
  yield* wrapped(
    one.limitRanges.length === 0 ? 'no LimitRange' : `LimitRanges: ${one.limitRanges.join(', ')}`,
    pen,
    '  ',
  );
  yield* showQuotas(one, pen);
  yield* showWorkloads(one, pen);
  yield* showSuggestion(one, pen);
}

function* showNodes({ nodes, total }: ResourcesReport, pen: Pen): Iterable<string> {
  if (nodes === undefined) return;
  const shares = (['cpu', 'memory'] as const).map((name) => {
    const [has, asked] = [nodes.allocatable.get(name) ?? 0n, total.requests.get(name) ?? 0n];
    const share = has === 0n ? '' : ` (${Number((asked * 100n) / has)} %)`;
    return `${name} ${showAmount(name, asked)} of ${showAmount(name, has)} requested${share}`;
  });
  yield* wrapped(`${countOf(nodes.nodes, 'node')}: ${shares.join('; ')}`, pen, '');
}

/** Prints the report for people, no line wider than the terminal but those of YAML. */
export function* renderResources(report: ResourcesReport, style: ResourcesStyle): Iterable<string> {
  const { width, colour, unicode } = style;
  const pen: Pen = { width, colors: createColors(colour), more: unicode ? '…' : '...' };
  const { version, targets, cluster, kubernetes, namespaces, gaps } = report;
  const read = cluster === undefined ? targets.join(' ') : `cluster ${cluster}`;
  yield* wrapped(`merlon ${version}, ${read}, Kubernetes 1.${kubernetes.minor}`, pen, '');
  yield* showNodes(report, pen);
  if (namespaces.length === 0) yield 'No workloads were found there.\n';
  for (const one of namespaces) yield* showNamespace(one, pen);
  const kinds = [...new Set(gaps.map(({ gk }) => gk))];
  if (kinds.length > 0)
    yield* wrapped(
      `Not all is known of: ${kinds.join(', ')} (${[...new Set(gaps.map(({ reason }) => reason))].join('; ')}).`,
      pen,
      '',
    );
}
