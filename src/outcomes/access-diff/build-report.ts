import { createHash } from 'node:crypto';
import {
  type AccessChange,
  type AccessDiff,
  RBAC_KINDS,
  type UnknownGrant,
  type WidenedRole,
} from '../../engines/access/index.ts';
import type { Cluster } from '../../model/cluster/index.ts';
import { subjectKey } from '../../model/kube/index.ts';
import {
  describeChain,
  describeGaps,
  describeObject,
  describeRole,
  describeRule,
  showObject,
} from '../access/index.ts';
import type { FindPlace } from '../findings/index.ts';
import { ACCESS_DIFF_API_VERSION, type AccessDiffReport, type ShownChange, type ShownUnknown } from './types.ts';

/** One side of a diff, as the user named it. */
export interface ShownSide {
  readonly name: string;
  readonly cluster: Cluster;
  readonly findPlace: FindPlace;
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

/** What stays when lines move and roles are renamed: whom it concerns, where, and what may be done. */
function fingerprintOf({ subject, scope, rules }: AccessChange): string {
  return hash([subjectKey(subject), scope, rules]);
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

function toUnknownBinding({ binding, role, subjects, gaps }: UnknownGrant, findPlace: FindPlace): ShownUnknown {
  const link = describeObject(binding, ['roleRef', 'name'], findPlace);
  return { what: 'binding', binding: link, role, subjects, why: describeGaps(gaps) };
}

function toUnknownRole({ gaps, isBound, ...found }: WidenedRole, findPlace: FindPlace): ShownUnknown {
  const { role: object, ...more } = describeRole(found, findPlace);
  const role = showObject(object);
  return {
    what: 'role',
    role,
    object,
    ...more,
    severity: found.severity,
    rules: found.rules.map(describeRule),
    isBound,
    why: describeGaps(gaps),
    fingerprint: hash([role, found.rules]),
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
    unknown: [
      ...diff.unknown.roles.map((role) => toUnknownRole(role, after.findPlace)),
      ...diff.unknown.grants.map((grant) => toUnknownBinding(grant, after.findPlace)),
    ],
    complete: isComplete(before) && isComplete(after),
  };
}
