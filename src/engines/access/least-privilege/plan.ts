import { applyChanges, type ChangeSet, type Cluster, createObject } from '../../../model/cluster/index.ts';
import type { Access, Grant } from '../../../model/facts/index.ts';
import { type JsonObject, textOf, valueAt } from '../../../model/json.ts';
import {
  accountOf,
  formatAttributes,
  type RequestAttributes,
  type Subject,
  type UserInfo,
} from '../../../model/kube/index.ts';
import { type OtherAuthorizer, openAccess } from '../access.ts';
import { canRequest, type RequestContext } from '../can-request/index.ts';
import { RBAC_KINDS } from '../grants.ts';
import { isShippedGrant } from '../review/index.ts';
import { detach } from './detach.ts';
import { needsOf, requestOf } from './needs.ts';
import { objectsFor } from './objects.ts';
import { rulesFor } from './rules.ts';
import type {
  Blindness,
  LeastPrivilegeOptions,
  LeastPrivilegePlan,
  Need,
  Refusal,
  Replay,
  SubjectPlan,
  Use,
} from './types.ts';
import { rightsOf } from './unused.ts';

/** Where plans are made: the Cluster as it is, what decides in it, and what the log cannot show. */
export interface PlanContext {
  readonly cluster: Cluster;
  readonly access: Access;
  /** What decides beside RBAC; opened on the changed Cluster too. */
  readonly others: readonly OtherAuthorizer[];
  readonly uses: readonly Use[];
  readonly blindness: Blindness;
  readonly options: LeastPrivilegeOptions;
}

/** The subject of bindings that a user is by itself. */
export function subjectOf({ name }: UserInfo): Pick<Subject, 'kind' | 'name' | 'namespace'> {
  const account = accountOf(name);
  return account === undefined
    ? { kind: 'User', name, namespace: '' }
    : { kind: 'ServiceAccount', name: account.name, namespace: account.namespace };
}

function isOwn({ subject }: Grant, user: UserInfo): boolean {
  const own = subjectOf(user);
  if (subject.kind === 'User') return subject.name === user.name;
  return subject.kind === own.kind && subject.name === own.name && subject.namespace === own.namespace;
}

function makeObject(data: JsonObject): ReturnType<typeof createObject> {
  const namespaced = textOf(valueAt(data, ['metadata', 'namespace'])) !== '';
  return createObject(data, { namespaced, defaultNamespace: '', source: undefined, invalid: [] });
}

/** Requests that the user would be refused, each with the first reason. */
function replay(context: RequestContext, user: UserInfo, needs: readonly Need[]): readonly Refusal[] {
  return needs.flatMap(({ attributes }): readonly Refusal[] => {
    const { decision } = context.access.authorize(user, attributes);
    return decision === 'allowed' ? [] : [{ attributes, reason: `nothing allows ${formatAttributes(attributes)}` }];
  });
}

/** Every use as the real request that it was, with all its second checks; what the server refuses for other reasons than rights it refused before too. */
function replayUses(context: RequestContext, user: UserInfo, uses: readonly Use[]): readonly Refusal[] {
  return uses.flatMap((use): readonly Refusal[] => {
    if (use.user.name !== user.name) return [];
    const verdict = canRequest(context, user, requestOf(use));
    const isForbidden =
      verdict.decision === 'denied' && verdict.checks.some(({ decision }) => decision.decision !== 'allowed');
    return isForbidden ? [{ attributes: use.attributes, reason: verdict.reason }] : [];
  });
}

/** Names of roles and bindings that are there, or that a plan has taken. */
function createNames({ cluster }: PlanContext): {
  isTaken: (name: string) => boolean;
  take: (objects: readonly JsonObject[]) => void;
} {
  const names = new Set(Object.values(RBAC_KINDS).flatMap((gk) => cluster.list(gk).items.map(({ ref }) => ref.name)));
  return {
    isTaken: (name) => names.has(name),
    take: (objects) => objects.forEach((object) => names.add(textOf(valueAt(object, ['metadata', 'name'])))),
  };
}

const NO_BODY =
  'it writes roles or bindings: whether that rests on `escalate` or `bind` cannot be seen in a log, so what it holds of these today stays';

const BUILT_IN =
  'some of its bindings are built in: the API server makes them anew whenever it starts, so that they have to be marked (rbac.authorization.kubernetes.io/autoupdate: "false") and emptied, not deleted';

/** What notes are about. */
interface Noted {
  readonly needs: readonly Need[];
  readonly widened: readonly string[];
  /** What was asked for without an answer in the log. */
  readonly unsure: readonly RequestAttributes[];
  readonly isComplete: boolean;
  readonly isBuiltIn: boolean;
}

/** Requests that a note names. */
const MOST_NAMED = 3;

function noteOfUnsure(unsure: readonly RequestAttributes[]): readonly string[] {
  if (unsure.length === 0) return [];
  const named = unsure.slice(0, MOST_NAMED).map(formatAttributes).join(', ');
  const more = unsure.length > MOST_NAMED ? ` and ${unsure.length - MOST_NAMED} more` : '';
  return [`the log does not say whether these were allowed, so they are taken as allowed: ${named}${more}`];
}

function notesOf({ needs, widened, unsure, isComplete, isBuiltIn }: Noted): readonly string[] {
  const escalates = needs.some(
    ({ attributes }) => attributes.kind === 'resource' && ['escalate', 'bind'].includes(attributes.verb),
  );
  return [
    ...(isBuiltIn ? [BUILT_IN] : []),
    ...(escalates ? [NO_BODY] : []),
    ...noteOfUnsure(unsure),
    ...widened.map((what) => `allowed everywhere, as it is asked for in so many namespaces: ${what}`),
    ...(needs.some(({ folded }) => folded)
      ? ['it asked for more names of one resource than are kept: such rules are for all names']
      : []),
    ...(isComplete ? [] : ['not all roles and bindings were seen: it may hold more than what is listed']),
  ];
}

/** A plan that was not replayed yet. */
interface Draft extends Omit<SubjectPlan, 'refused'> {
  readonly grants: readonly Grant[];
  readonly needs: readonly Need[];
  readonly uses: readonly Use[];
}

/** Whether a request is allowed by something else than bindings that name the user itself. */
function isAllowedByOthers(user: UserInfo, attributes: RequestAttributes, { access, others }: PlanContext): boolean {
  if (others.some((authorize) => authorize(user, attributes).decision === 'allowed')) return true;
  if (access.chainsOf(user, attributes).some(({ grant }) => !isOwn(grant, user))) return true;
  const decision = access.authorize(user, attributes);
  return decision.decision === 'allowed' && decision.because.by !== 'rbac';
}

function draft(user: UserInfo, context: PlanContext, isTaken: (name: string) => boolean): Draft {
  const { cluster, access, options, blindness } = context;
  const uses = context.uses.filter((use) => use.user.name === user.name || use.impersonator?.name === user.name);
  const needs = needsOf({ access, cluster, minor: cluster.version.minor }, user, uses);
  const grants = access.grants.filter((grant) => isOwn(grant, user));
  const own = needs.filter(({ attributes }) => !isAllowedByOthers(user, attributes, context));
  const scoped = rulesFor(own, options);
  return {
    subject: subjectOf(user),
    user,
    uses,
    needs,
    grants,
    asked: needs.length,
    byOthers: needs.length - own.length,
    objects: objectsFor(subjectOf(user), scoped, isTaken),
    bindings: [...new Set(grants.map(({ binding }) => binding))],
    rights: rightsOf(grants, needs, blindness),
    notes: notesOf({
      needs,
      widened: scoped.widened,
      unsure: uses.filter((use) => use.unsure && use.user.name === user.name).map(({ attributes }) => attributes),
      isComplete: Object.values(RBAC_KINDS).every((gk) => cluster.list(gk).complete),
      isBuiltIn: grants.some((grant) => isShippedGrant(grant, cluster.version.minor)),
    }),
  };
}

function changed(cluster: Cluster, changes: ChangeSet, others: readonly OtherAuthorizer[]): RequestContext {
  const after = applyChanges(cluster, changes, makeObject).cluster;
  return { access: openAccess(after, others), cluster: after, minor: after.version.minor };
}

/**
 * The smallest roles with which users could have done all that they did, in place of the bindings that name them today; their groups keep theirs. Verified: all that
 * was asked is replayed on the Cluster as it would be.
 */
export function planLeastPrivilege(users: readonly UserInfo[], context: PlanContext): LeastPrivilegePlan {
  const names = createNames(context);
  const drafts = users.map((user) => {
    const made = draft(user, context, names.isTaken);
    names.take(made.objects);
    return made;
  });
  const { removed, edited } = detach(drafts.flatMap(({ grants }) => grants));
  const changes: ChangeSet = { added: drafts.flatMap(({ objects }) => objects), edited, removed };
  const after = changed(context.cluster, changes, context.others);
  const subjects = drafts.map(({ needs, uses, grants: _grants, ...plan }) => ({
    ...plan,
    refused: [...replay(after, plan.user, needs), ...replayUses(after, plan.user, uses)],
  }));
  return { subjects, removed, edited, changes };
}

/** Replays uses, of another time than a plan was made from, on the Cluster as the plan would leave it: by subject, what it would refuse. */
export function replayPlan(
  plan: LeastPrivilegePlan,
  uses: readonly Use[],
  { cluster, access, others }: PlanContext,
): readonly Replay[] {
  const now: RequestContext = { access, cluster, minor: cluster.version.minor };
  const after = changed(cluster, plan.changes, others);
  return plan.subjects.map(({ user, subject }) => {
    const own = uses.filter((use) => use.user.name === user.name || use.impersonator?.name === user.name);
    const needs = needsOf(now, user, own);
    return { subject, asked: needs.length, refused: replay(after, user, needs) };
  });
}
