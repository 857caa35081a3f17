import { showObject, showRule } from '../access/index.ts';
import { escapeMessage, toUri } from '../reports/index.ts';
import type { AccessDiffReport, ShownChange, ShownUnknown } from './types.ts';
import { formatJson } from '../text/index.ts';

const RULES = ['critical', 'high', 'medium', 'low'] as const;
const LEVELS = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const;
const SECURITY_SEVERITY = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' } as const;

function ruleOf(severity: (typeof RULES)[number]): object {
  return {
    id: `access-gained-${severity}`,
    shortDescription: { text: `A subject gains a right of ${severity} severity` },
    help: { text: 'merlon access why SUBJECT VERB RESOURCE shows every chain that gives a right.' },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { 'security-severity': SECURITY_SEVERITY[severity], tags: ['security', 'rbac'] },
  };
}

/** What is not known is open and has no level, whatever it would weigh: nobody was seen to gain it. */
const NOT_KNOWN = {
  id: 'access-not-known',
  shortDescription: { text: 'Somebody may gain rights by roles or bindings that were not seen' },
  help: { text: 'merlon access diff --complete says that the files are everything.' },
  properties: { tags: ['security', 'rbac'] },
};

/** `file:line` as a location; a place without a line is the file. */
function locationOf(place: string | undefined, name: string): object {
  const logicalLocations = [{ fullyQualifiedName: name, kind: 'resource' }];
  const parts = /^(.*):(\d+)$/.exec(place ?? '');
  if (parts === null) return { logicalLocations };
  const [, file = '', line = '1'] = parts;
  return {
    physicalLocation: { artifactLocation: { uri: toUri(file) }, region: { startLine: Number(line) } },
    logicalLocations,
  };
}

function toResult({ subject, namespace, severity, rules, chain, fingerprint }: ShownChange): object {
  const where = namespace === undefined ? 'everywhere' : `in ${namespace}`;
  const what = rules.map(showRule).join('; ');
  const { binding, role, from } = chain;
  const text = `${subject} gains ${what}, ${where}, by ${showObject(binding)} and ${showObject(role)}`;
  const source = from ?? role;
  return {
    ruleId: `access-gained-${severity}`,
    ruleIndex: RULES.indexOf(severity),
    level: LEVELS[severity],
    message: { text: escapeMessage(text) },
    // The rule is what was changed as a rule; the binding says who gets it.
    locations: [locationOf(source.place ?? binding.place, showObject(source))],
    relatedLocations: [{ ...locationOf(binding.place, showObject(binding)), message: { text: 'the binding' } }],
    partialFingerprints: { 'merlonAccess/v1': fingerprint },
    properties: { severity, subject, ...(namespace === undefined ? {} : { namespace }) },
  };
}

function toOpenResult(found: ShownUnknown): object {
  const about =
    found.what === 'role'
      ? {
          text: `Whoever ${found.isBound ? 'else ' : ''}is bound to ${found.role} gains ${found.rules.map(showRule).join('; ')}`,
          at: found.from ?? found.object,
          properties: { severity: found.severity, role: found.role },
        }
      : {
          text: `${showObject(found.binding)} gives ${found.role}, which was not seen, to ${found.subjects.join(', ')}`,
          at: found.binding,
          properties: { role: found.role, subjects: found.subjects },
        };
  return {
    ruleId: NOT_KNOWN.id,
    ruleIndex: RULES.length,
    kind: 'open',
    level: 'none',
    message: { text: escapeMessage([about.text, ...found.why].join('\n')) },
    locations: [locationOf(about.at.place, showObject(about.at))],
    ...(found.what === 'role' ? { partialFingerprints: { 'merlonAccess/v1': found.fingerprint } } : {}),
    properties: about.properties,
  };
}

/** Writes what is gained as SARIF 2.1.0, one result for each rule of a binding that gives something new; what may be gained besides, since not everything was seen, is open. */
export function writeAccessDiffSarif(report: AccessDiffReport): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'merlon', version: report.tool.version, rules: [...RULES.map(ruleOf), NOT_KNOWN] } },
        columnKind: 'utf16CodeUnits',
        results: [...report.gained.map(toResult), ...report.unknown.map(toOpenResult)],
      },
    ],
  };
  return formatJson(log);
}
