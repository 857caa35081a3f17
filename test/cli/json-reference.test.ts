import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { buildMerlon, merlon, ROOT } from './run-merlon.ts';

type Example = Readonly<Record<string, unknown>>;

interface JsonReport extends Example {
  readonly tool: Example;
  readonly findings: readonly Example[];
  readonly summary: Readonly<Record<'groups' | 'namespaces' | 'undecided', readonly Example[]>>;
}

const page = readFileSync(join(ROOT, 'docs/reference/json-report.md'), 'utf8');
const examples = [...page.matchAll(/```json\n(.*?)\n```/gs)]
  .flatMap(([, block = '']) => block.split(/\n(?=\{)/))
  .map((text) => JSON.parse(text) as Example);

const ANYTHING: unknown = expect.anything();

/** What an example shows; what it leaves out (`…`) may be anything. */
function wanted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.some(([, entry]) => entry === '…')) return ANYTHING;
  return Array.isArray(value)
    ? value.map(wanted)
    : Object.fromEntries(entries.map(([key, entry]) => [key, wanted(entry)]));
}

/** What the report says of the same thing. */
function shownIn(report: JsonReport, example: Example): unknown {
  const { findings, summary, tool } = report;
  const by = (list: readonly Example[], ...keys: readonly string[]): unknown =>
    list.find((one) => keys.every((key) => one[key] === example[key]));
  // Every release has another version; the page need not.
  if ('apiVersion' in example) return { ...report, tool: { ...tool, version: '0.1.0' } };
  if ('fingerprint' in example) return by(findings, 'fingerprint');
  if ('rule' in example) return by(summary.groups, 'check', 'rule');
  return 'cause' in example ? by(summary.undecided, 'cause') : by(summary.namespaces, 'namespace');
}

let report: JsonReport;

beforeAll(async () => {
  await buildMerlon();
  report = JSON.parse((await merlon(['scan', 'examples/shop', '-o', 'json'])).out) as JsonReport;
});

it('there is an example of the report, of what it sums up to, and of a finding', () => {
  expect(examples.length).toBe(5);
});

it.each(examples)('the reference shows what the program writes: %j', (example) => {
  expect(shownIn(report, example)).toEqual(wanted(example));
});
