import { applyChanges, type ChangeSet, type Cluster, createObject } from '../../../model/cluster/index.ts';
import type { Access, Grant } from '../../../model/facts/index.ts';
import { type JsonObject, textOf, valueAt } from '../../../model/json.ts';
import { accountOf, type RequestAttributes, type Subject, type UserInfo } from '../../../model/kube/index.ts';
import { type OtherAuthorizer, openAccess } from '../access.ts';
import type { RequestContext } from '../can-request/index.ts';
import { RBAC_KINDS } from '../grants.ts';
import { isShippedGrant } from '../review/index.ts';
import { detach } from './detach.ts';
import { openHeld } from './held.ts';
import { needsOf } from './needs.ts';
import { notesOf } from './notes.ts';
import { objectsFor } from './objects.ts';
import { replay, type Replaying } from './replay.ts';
import { rulesFor } from './rules.ts';
import type { Blindness, LeastPrivilegeOptions, LeastPrivilegePlan, Need, Replay, SubjectPlan, Use } from './types.ts';
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

/** Whether everyone that asked for something, by the groups that it then had, has it without bindings of its own. */
function isByOthers({ attributes, askers }: Need, context: PlanContext): boolean {
  return askers.every((asker) => isAllowedByOthers(asker, attributes, context));
}

/** Whether the log does not say that a request was allowed, and today's roles say that it is not. */
function isProbe({ unsure, user, attributes }: Use, { access }: RequestContext): boolean {
  return unsure && access.authorize(user, attributes).decision === 'denied';
}

/** What a user did or sent as others: what may have been allowed, and what is left out. */
function usesOf(
  user: UserInfo,
  uses: readonly Use[],
  context: RequestContext,
): { readonly taken: readonly Use[]; readonly leftOut: readonly Use[] } {
  const own = uses.filter((use) => use.user.name === user.name || use.impersonator?.name === user.name);
  return { taken: own.filter((use) => !isProbe(use, context)), leftOut: own.filter((use) => isProbe(use, context)) };
}

function requestsOf(user: UserInfo, uses: readonly Use[]): readonly RequestAttributes[] {
  return uses.filter((use) => use.user.name === user.name).map(({ attributes }) => attributes);
}

/** What is asked and not allowed today, where that is known. */
function beyondToday(needs: readonly Need[], { access }: PlanContext): readonly RequestAttributes[] {
  return needs
    .filter(({ folded }) => !folded)
    .filter(({ attributes, askers }) => askers.some((one) => access.authorize(one, attributes).decision === 'denied'))
    .map(({ attributes }) => attributes);
}

function draft(user: UserInfo, context: PlanContext, isTaken: (name: string) => boolean): Draft {
  const { cluster, access, options, blindness } = context;
  const now: RequestContext = { access, cluster, minor: cluster.version.minor };
  const { taken: uses, leftOut } = usesOf(user, context.uses, now);
  const grants = access.grants.filter((grant) => isOwn(grant, user));
  const held = openHeld(grants, cluster);
  const needs = needsOf({ ...now, held }, user, uses);
  const own = needs.filter((need) => !isByOthers(need, context));
  const scoped = rulesFor(own, { options, held });
  const isAsked = ({ kept }: Need): boolean => !kept;
  return {
    subject: subjectOf(user),
    user,
    uses,
    needs,
    grants,
    asked: needs.filter(isAsked).length,
    byOthers: needs.filter(isAsked).length - own.filter(isAsked).length,
    objects: objectsFor(subjectOf(user), scoped, isTaken),
    bindings: [...new Set(grants.map(({ binding }) => binding))],
    rights: rightsOf(grants, needs, blindness),
    notes: notesOf({
      needs,
      widened: scoped.widened,
      unsure: requestsOf(
        user,
        uses.filter((use) => use.unsure),
      ),
      leftOut: requestsOf(user, leftOut),
      beyond: beyondToday(own, context),
      isComplete: Object.values(RBAC_KINDS).every((gk) => cluster.list(gk).complete),
      isBuiltIn: grants.some((grant) => isShippedGrant(grant, cluster.version.minor)),
    }),
  };
}

function replayingOf({ cluster, access, others }: PlanContext, changes: ChangeSet): Replaying {
  const changed = applyChanges(cluster, changes, makeObject).cluster;
  return {
    now: { access, cluster, minor: cluster.version.minor },
    after: { access: openAccess(changed, others), cluster: changed, minor: changed.version.minor },
  };
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
  const replaying = replayingOf(context, changes);
  const subjects = drafts.map(({ needs, uses, grants: _grants, ...plan }) => ({
    ...plan,
    refused: replay(replaying, plan.user, { needs, uses }),
  }));
  return { subjects, removed, edited, changes };
}

/** Replays uses, of another time than a plan was made from, on the Cluster as the plan would leave it: by subject, what it would refuse. */
export function replayPlan(plan: LeastPrivilegePlan, uses: readonly Use[], context: PlanContext): readonly Replay[] {
  const { access, cluster } = context;
  const replaying = replayingOf(context, plan.changes);
  return plan.subjects.map(({ user, subject }) => {
    const { taken } = usesOf(user, uses, replaying.now);
    const held = openHeld(
      access.grants.filter((grant) => isOwn(grant, user)),
      cluster,
    );
    const needs = needsOf({ ...replaying.now, held }, user, taken).filter(({ kept }) => !kept);
    return { subject, asked: needs.length, refused: replay(replaying, user, { needs, uses: taken }) };
  });
}
