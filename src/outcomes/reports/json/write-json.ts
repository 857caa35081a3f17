import { type Json, stringifyJson } from '../../../model/json.ts';
import type { FindingGroup, Report } from '../../findings/index.ts';
import { batchText } from '../batch.ts';

/** The version of the JSON report's format; fields are only added within it. */
export const REPORT_API_VERSION = 'merlon.dev/report/v1';

function toGroup({ worst, ...group }: FindingGroup): object {
  return { ...group, worst: worst.map(({ finding }) => finding.fingerprint) };
}

/** Everything but the findings, in the order in which it is written. */
function headOf(report: Report): object {
  const { version, input, summary, diagnostics, unread, failOn, exitCode, verdicts = 'failed' } = report;
  return {
    apiVersion: REPORT_API_VERSION,
    kind: 'Report',
    tool: { name: 'merlon', version },
    input,
    failOn,
    exitCode,
    summary: { ...summary, groups: summary.groups.map(toGroup) },
    diagnostics,
    ...(unread === undefined ? {} : { unread }),
    verdicts,
  };
}

function* lines(report: Report): Iterable<string> {
  // The closing brace of the head makes room for the findings.
  yield `${JSON.stringify(headOf(report), null, 2).slice(0, -2)},\n  "findings": [`;
  let separator = '\n';
  for (const finding of report.findings()) {
    // Findings are plain data without functions; int64 beyond 2^53 keeps its digits.
    yield `${separator}    ${stringifyJson(finding as unknown as Json)}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']\n}\n' : '\n  ]\n}\n';
}

/**
 * Writes a report as JSON (`schemas/report-v1.schema.json`): the head indented by two spaces, then each finding on a line of its own. Findings are
 * taken from the report one by one, so a report of any size costs little memory.
 */
export function writeJsonReport(report: Report): Iterable<string> {
  return batchText(lines(report));
}
