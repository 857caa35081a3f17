import { createHash } from 'node:crypto';
import { type AccessChange, type AccessDiff, RBAC_KINDS } from '../../engines/access/index.ts';
import type { Cluster } from '../../model/cluster/index.ts';
import { subjectKey } from '../../model/kube/index.ts';
import { describeChain, describeGaps, describeObject, describeRule } from '../access/index.ts';
import type { FindPlace } from '../findings/index.ts';
import { ACCESS_DIFF_API_VERSION, type AccessDiffReport, type ShownChange } from './types.ts';

/** One side of a diff, as the user named it. */
export interface ShownSide {
  readonly name: string;
  readonly cluster: Cluster;
  readonly findPlace: FindPlace;
}

/** What stays when lines move and roles are renamed: whom it concerns, where, and what may be done. */
function fingerprintOf({ subject, scope, rules }: AccessChange): string {
  return createHash('sha256')
    .update(JSON.stringify([subjectKey(subject), scope, rules]))
    .digest('hex')
    .slice(0, 32);
}

function toChange(change: AccessChange, findPlace: FindPlace): ShownChange {
  const { subject, scope, severity, rules, chain } = change;
  return {
    subject: subjectKey(subject),
    ...(scope === '' ? {} : { namespace: scope }),
    severity,
    rules: rules.map(describeRule),
    chain: describeChain(chain, findPlace),
    fingerprint: fingerprintOf(change),
  };
}

function isComplete({ cluster }: ShownSide): boolean {
  return Object.values(RBAC_KINDS).every((gk) => cluster.list(gk).complete);
}

/** Makes a diff ready to be shown: gains with their place after the change, losses with the one before it. */
export function buildAccessDiff(
  diff: AccessDiff,
  before: ShownSide,
  after: ShownSide,
  version: string,
): AccessDiffReport {
  return {
    apiVersion: ACCESS_DIFF_API_VERSION,
    kind: 'AccessDiff',
    tool: { name: 'merlon', version },
    before: before.name,
    after: after.name,
    kubernetes: after.cluster.version.minor,
    gained: diff.gained.map((change) => toChange(change, after.findPlace)),
    lost: diff.lost.map((change) => toChange(change, before.findPlace)),
    unknown: diff.unknown.map(({ binding, role, subjects, gaps }) => ({
      binding: describeObject(binding, ['roleRef', 'name'], after.findPlace),
      role,
      subjects,
      why: describeGaps(gaps),
    })),
    complete: isComplete(before) && isComplete(after),
  };
}
