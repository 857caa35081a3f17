import type { CheckMeta, ForeignIds } from '../../../engines/posture/index.ts';
import type { Severity } from '../../../model/verdicts/index.ts';
import { escapeMessage } from './text.ts';

/** What code hosts rank by: CVSS-like bands (above 9 critical, from 7 high, from 4 medium, else low). `info` has none. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string | undefined>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: undefined,
};

/** SARIF knows three levels of failure. */
export const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

const TOOLS: readonly (readonly [keyof ForeignIds, string])[] = [
  ['kubescape', 'Kubescape'],
  ['trivy', 'Trivy'],
  ['kubeLinter', 'kube-linter'],
  ['polaris', 'Polaris'],
  ['checkov', 'Checkov'],
  ['kubeScore', 'kube-score'],
  ['kubesec', 'kubesec'],
  ['kyverno', 'Kyverno'],
  ['pss', 'Pod Security Standards'],
];

function alsoKnownAs({ ids }: CheckMeta): string {
  const names = TOOLS.flatMap(([key, tool]) => {
    const own = ids[key] ?? [];
    return own.length === 0 ? [] : [`${tool} ${own.join(', ')}`];
  });
  return names.length === 0 ? '' : `Other tools: ${names.join('; ')}.`;
}

/** A check as a SARIF reportingDescriptor. https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317836 */
export function toRule(meta: CheckMeta): object {
  const securitySeverity = SECURITY_SEVERITY[meta.severity];
  const also = alsoKnownAs(meta);
  const paragraphs = [meta.why, meta.remedy, ...(also === '' ? [] : [also])];
  return {
    id: meta.id,
    shortDescription: { text: escapeMessage(meta.title) },
    fullDescription: { text: escapeMessage(meta.why) },
    help: {
      text: escapeMessage(`${paragraphs.join('\n')}\nMore: merlon explain ${meta.id}`),
      markdown: [`**${meta.title}**`, ...paragraphs, `More: \`merlon explain ${meta.id}\``]
        .map(escapeMessage)
        .join('\n\n'),
    },
    defaultConfiguration: { level: LEVELS[meta.severity] },
    properties: {
      tags: ['security', 'kubernetes', meta.topic, ...meta.practices],
      severity: meta.severity,
      ...(securitySeverity === undefined ? {} : { 'security-severity': securitySeverity }),
    },
  };
}
