import type { CheckMeta } from '../../../engines/posture/index.ts';
import type { Diagnostic } from '../../../model/cluster/index.ts';
import { type Json, stringifyJson } from '../../../model/json.ts';
import type { Report } from '../../findings/index.ts';
import { batchText } from '../batch.ts';
import { toResult } from './results.ts';
import { toRule } from './rules.ts';
import { escapeMessage, toUri } from './text.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

function notificationLocation({ file, line, column }: Diagnostic): object {
  if (file === undefined) return {};
  const region =
    line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } };
  return { locations: [{ physicalLocation: { artifactLocation: { uri: toUri(file) }, ...region } }] };
}

function toNotification(diagnostic: Diagnostic): object {
  const { severity, code, message } = diagnostic;
  return {
    level: severity,
    descriptor: { id: code },
    message: { text: escapeMessage(message) },
    ...notificationLocation(diagnostic),
  };
}

function toInvocation({ exitCode, diagnostics }: Report): object {
  return { executionSuccessful: exitCode !== 3, exitCode, toolExecutionNotifications: diagnostics.map(toNotification) };
}

function toText(value: object): string {
  return stringifyJson(value as Json);
}

/** The rules that occur and the exit code are known when the results are written, so both come after them: a reader of JSON does not mind. */
function* lines(report: Report, checks: ReadonlyMap<string, CheckMeta>): Iterable<string> {
  yield `{\n"$schema": "${SCHEMA}",\n"version": "2.1.0",\n"runs": [{\n"columnKind": "utf16CodeUnits",\n`;
  yield '"results": [';
  const indexes = new Map<string, number>();
  let separator = '\n';
  for (const finding of report.findings()) {
    const index = indexes.get(finding.check) ?? indexes.size;
    indexes.set(finding.check, index);
    yield separator + toText(toResult(finding, index));
    separator = ',\n';
  }
  const rules = [...indexes.keys()].map((id) => {
    const meta = checks.get(id);
    return meta === undefined ? { id } : toRule(meta);
  });
  const { version } = report;
  yield `\n],\n"tool": ${toText({ driver: { name: 'Merlon', version, semanticVersion: version, rules } })},\n`;
  yield `"invocations": [${toText(toInvocation(report))}]\n}]\n}\n`;
}

/**
 * Writes a report as SARIF 2.1.0, one result on a line: fingerprints, regions in UTF-16 columns and in bytes, proven fixes as replacements,
 * accepted findings as suppressed. `checks` says what is known of each check by id.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function writeSarifReport(report: Report, checks: ReadonlyMap<string, CheckMeta>): Iterable<string> {
  return batchText(lines(report, checks));
}
