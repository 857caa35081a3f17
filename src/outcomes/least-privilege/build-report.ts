import type {
  LeastPrivilegeOptions,
  LeastPrivilegePlan,
  LeftAlone,
  Refusal,
  Replay,
  RightUse,
  SubjectPlan,
} from '../../engines/access/index.ts';
import { applyOps, type Cluster, compareText } from '../../model/cluster/index.ts';
import { formatAttributes, subjectKey } from '../../model/kube/index.ts';
import { describeObject } from '../access/index.ts';
import type { FindPlace } from '../findings/index.ts';
import {
  LEAST_PRIVILEGE_API_VERSION,
  type LeastPrivilegeReport,
  type ShownLog,
  type ShownPlan,
  type ShownRight,
} from './types.ts';

/** What a report is made of. */
export interface LeastPrivilegeInput {
  readonly version: string;
  readonly targets: readonly string[];
  readonly cluster: Cluster;
  readonly log: ShownLog;
  readonly options: LeastPrivilegeOptions;
  readonly plan: LeastPrivilegePlan;
  readonly leftAlone: readonly LeftAlone[];
  readonly replays: readonly Replay[];
  readonly complete: boolean;
  readonly findPlace: FindPlace;
}

/** A time as reports show it. */
export function showTime(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

function toRight(right: RightUse, findPlace: FindPlace): ShownRight {
  const { verb, what, scope, binding, state, first, last, count, onlyFor } = right;
  return {
    verb,
    what,
    ...(scope === '' ? {} : { namespace: scope }),
    binding: describeObject(binding, ['roleRef', 'name'], findPlace),
    state,
    ...(first === undefined ? {} : { first: showTime(first) }),
    ...(last === undefined ? {} : { last: showTime(last) }),
    count,
    ...(onlyFor === undefined ? {} : { onlyFor }),
  };
}

function toRefused(refused: readonly Refusal[]): ShownPlan['refused'] {
  return refused.map(({ attributes, reason }) => ({ request: formatAttributes(attributes), reason }));
}

function toPlan(plan: SubjectPlan, replay: Replay | undefined, findPlace: FindPlace): ShownPlan {
  const { subject, asked, byOthers, refused, objects, bindings, rights, notes } = plan;
  return {
    subject: subjectKey(subject),
    asked,
    byOthers,
    refused: toRefused(refused),
    objects,
    bindings: bindings.map((object) => describeObject(object, ['metadata', 'name'], findPlace)),
    rights: rights.map((right) => toRight(right, findPlace)),
    notes,
    ...(replay === undefined ? {} : { replay: { asked: replay.asked, refused: toRefused(replay.refused) } }),
  };
}

/** Makes a plan ready to be shown: subjects by name, every binding with its place. */
export function buildLeastPrivilegeReport(input: LeastPrivilegeInput): LeastPrivilegeReport {
  const { version, targets, cluster, log, options, plan, leftAlone, replays, complete, findPlace } = input;
  const replayOf = new Map(replays.map((replay) => [subjectKey(replay.subject), replay]));
  return {
    apiVersion: LEAST_PRIVILEGE_API_VERSION,
    kind: 'LeastPrivilege',
    tool: { name: 'merlon', version },
    targets,
    kubernetes: cluster.version.minor,
    log,
    options,
    subjects: plan.subjects
      .map((one) => toPlan(one, replayOf.get(subjectKey(one.subject)), findPlace))
      .toSorted((a, b) => compareText(a.subject, b.subject)),
    remove: plan.removed.map((object) => describeObject(object, ['metadata', 'name'], findPlace)),
    edit: plan.edited.map(({ object, ops }) => ({
      binding: describeObject(object, ['subjects'], findPlace),
      object: applyOps(object.data, ops),
    })),
    leftAlone: leftAlone.toSorted((a, b) => compareText(a.subject, b.subject)),
    complete,
  };
}
