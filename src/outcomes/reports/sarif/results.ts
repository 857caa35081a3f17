import type { Ref } from '../../../model/cluster/index.ts';
import type { VerdictKind } from '../../../model/verdicts/index.ts';
import type { Finding, FindingFix, Region, TextRange } from '../../findings/index.ts';
import { LEVELS } from './rules.ts';
import { escapeMessage, toUri } from './text.ts';

const KINDS: Readonly<Record<VerdictKind, string>> = {
  fail: 'fail',
  pass: 'pass',
  unknown: 'open',
  'not-applicable': 'notApplicable',
  manual: 'review',
};

function logicalName({ namespace, kind, name }: Ref): string {
  return namespace === '' ? `${kind}/${name}` : `${namespace}/${kind}/${name}`;
}

function rangeOf({ startLine, startColumn, endLine, endColumn }: TextRange): object {
  return { startLine, startColumn, endLine, endColumn };
}

function physicalLocation(region: Region): object {
  const artifactLocation = { uri: toUri(region.file) };
  // Lines of what a renderer printed are not lines of the template.
  if (region.rendered !== undefined) return { artifactLocation };
  const { byteOffset, byteLength } = region;
  return { artifactLocation, region: { ...rangeOf(region), byteOffset, byteLength } };
}

function locationOf({ region, object, container }: Finding): object {
  const fullyQualifiedName = logicalName(object);
  return {
    ...(region === undefined ? {} : { physicalLocation: physicalLocation(region) }),
    logicalLocations: [
      { name: object.name, fullyQualifiedName, kind: 'resource' },
      ...(container === undefined
        ? []
        : [{ name: container, fullyQualifiedName: `${fullyQualifiedName}/${container}`, kind: 'container' }]),
    ],
  };
}

function fixesOf(fix: FindingFix | undefined): object {
  if (fix?.file === undefined || fix.edits === undefined || fix.edits.length === 0) return {};
  const replacements = fix.edits.map(({ byteOffset, byteLength, text, range }) => ({
    deletedRegion: { ...(range === undefined ? {} : rangeOf(range)), byteOffset, byteLength },
    insertedContent: { text },
  }));
  const description = fix.breaksIf === undefined ? fix.title : `${fix.title} (may break if ${fix.breaksIf})`;
  return {
    fixes: [
      {
        description: { text: escapeMessage(description) },
        artifactChanges: [{ artifactLocation: { uri: toUri(fix.file) }, replacements }],
      },
    ],
  };
}

function suppressionsOf({ accepted }: Finding): object {
  if (accepted === undefined || accepted.expired) return {};
  const justification = `${accepted.reason} (until ${accepted.expires})`;
  return { suppressions: [{ kind: 'external', status: 'accepted', justification }] };
}

/** A finding as a SARIF result. https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317638 */
export function toResult(finding: Finding, ruleIndex: number): object {
  const { check, verdict, severity, message, fingerprint, rule, control, evidence, item } = finding;
  return {
    ruleId: check,
    ruleIndex,
    kind: KINDS[verdict],
    level: verdict === 'fail' ? LEVELS[severity] : 'none',
    message: { text: escapeMessage(message) },
    locations: [locationOf(finding)],
    partialFingerprints: { 'merlon/v1': fingerprint },
    ...suppressionsOf(finding),
    ...fixesOf(finding.fix),
    properties: {
      severity,
      rule,
      path: evidence.path,
      ...(item === undefined ? {} : { item }),
      ...(control === undefined ? {} : { control }),
    },
  };
}
