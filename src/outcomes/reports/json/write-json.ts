import { type Json, stringifyJson } from '../../../model/json.ts';
import type { FindingGroup, Report } from '../../findings/index.ts';
import { batchText } from '../batch.ts';

/** The version of the JSON report's format; fields are only added within it. */
export const REPORT_API_VERSION = 'merlon.dev/report/v1';

function toGroup({ worst, ...group }: FindingGroup): object {
  // Objects with the same identity share their findings' too: an overlay of production beside that of staging.
  return { ...group, worst: [...new Set(worst.map(({ fingerprint }) => fingerprint))] };
}

/** What is known before the findings are made, in the order in which it is written. */
function headOf(report: Report): object {
  const { version, input, diagnostics, unread, failOn, verdicts = 'failed' } = report;
  return {
    apiVersion: REPORT_API_VERSION,
    kind: 'Report',
    tool: { name: 'merlon', version },
    input,
    diagnostics,
    ...(unread === undefined ? {} : { unread }),
    failOn,
    verdicts,
  };
}

/** What was counted while the findings were made. */
function endOf({ summary, exitCode }: Report): object {
  return { summary: { ...summary, groups: summary.groups.map(toGroup) }, exitCode };
}

function* lines(report: Report): Iterable<string> {
  // The closing brace of the head makes room for the findings, the opening one of the end is theirs.
  yield `${JSON.stringify(headOf(report), null, 2).slice(0, -2)},\n  "findings": [`;
  let separator = '\n';
  for (const finding of report.findings()) {
    // Findings are plain data without functions; int64 beyond 2^53 keeps its digits.
    yield `${separator}    ${stringifyJson(finding as unknown as Json)}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']' : '\n  ]';
  yield `,${JSON.stringify(endOf(report), null, 2).slice(1)}\n`;
}

/**
 * Writes a report as JSON (`schemas/report-v1.schema.json`): what was read, indented by two spaces, then each finding on a line of its
 * own, then what they sum up to. Findings are
 * taken from the report one by one, so a report of any size costs little memory.
 */
export function writeJsonReport(report: Report): Iterable<string> {
  return batchText(lines(report));
}
