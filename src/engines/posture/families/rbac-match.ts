import { type PolicyRule, ruleGives } from '../../../model/kube/index.ts';
import { SEVERITIES, type Severity } from '../../../model/verdicts/index.ts';
import type { RuleRequest } from './rbac-requests.ts';

/** What a check of rules is about, apart from how it tells it. */
export interface RuleTopic {
  /** What such a rule allows, after "allows": `reading Secrets`. */
  readonly allows: string;
  /** The requests that it is about, in Kubernetes 1.N; none where rules are meant by how they are written. */
  readonly requests?: (minor: number) => readonly RuleRequest[];
  /** Requests of which the role must allow one too, for the rule to be of use. */
  readonly besides?: readonly RuleRequest[];
  /** Names that make a rule no less bad for being limited to them. */
  readonly gravestNames?: readonly string[];
}

/** Any subresource that a rule names. */
const ANY = '*';

/** Whether a rule allows all verbs on all resources of all groups, whatever their names are. */
export function allowsEverything({ verbs, apiGroups, resources, resourceNames }: PolicyRule): boolean {
  return resourceNames.length === 0 && [verbs, apiGroups, resources].every((list) => list.includes('*'));
}

/** A request for each subresource that the rule names, where any is meant: those of extra fields of users are their keys, which may hold slashes. */
function requestsNamed({ resources }: PolicyRule, request: RuleRequest): readonly RuleRequest[] {
  const { attributes } = request;
  if (attributes.subresource !== ANY) return [request];
  const prefixes = [`${attributes.resource}/`, '*/'];
  const keys = resources.flatMap((text) =>
    prefixes.filter((prefix) => text.startsWith(prefix)).map((prefix) => text.slice(prefix.length)),
  );
  return [...new Set([ANY, ...keys])].map((subresource) => ({
    ...request,
    attributes: { ...attributes, subresource },
  }));
}

/** Those of some requests that a rule allows. */
export function requestsGiven(rule: PolicyRule, wanted: readonly RuleRequest[]): readonly RuleRequest[] {
  return wanted
    .flatMap((request) => requestsNamed(rule, request))
    .filter((request) => ruleGives(rule, request.attributes));
}

/** Whether a role with these rules allows what must be allowed besides. */
export function givesBesides({ besides }: RuleTopic, rules: readonly PolicyRule[]): boolean {
  return besides === undefined || rules.some((rule) => requestsGiven(rule, besides).length > 0);
}

/** By how many steps what a rule gives is less bad than the check says: for the names that it is limited to, and for requests that give less. */
export function stepsOf(
  { gravestNames = [] }: RuleTopic,
  { resourceNames }: PolicyRule,
  given: readonly RuleRequest[],
): number {
  const isLimited = resourceNames.length > 0 && !resourceNames.some((name) => gravestNames.includes(name));
  const isLesser = given.length > 0 && given.every((request) => request.lesser);
  return Number(isLimited) + Number(isLesser);
}

/** By how many steps what a role gives of a topic is less bad than the check says, held everywhere or in a namespace; undefined where it gives nothing of it. */
export function stepsOfRole(
  topic: RuleTopic,
  rules: readonly PolicyRule[],
  at: { readonly minor: number; readonly isEverywhere: boolean },
): number | undefined {
  if (!givesBesides(topic, rules)) return undefined;
  const wanted = (topic.requests?.(at.minor) ?? []).filter(({ everywhere }) => at.isEverywhere || !everywhere);
  const steps = rules.flatMap((rule) => {
    const given = requestsGiven(rule, wanted);
    return given.length === 0 ? [] : [stepsOf(topic, rule, given)];
  });
  return steps.length === 0 ? undefined : Math.min(...steps);
}

/** Topics as a sentence names them: the first one, which is the worst, and how many more. */
export function showTopics(topics: readonly Pick<RuleTopic, 'allows'>[]): string {
  const [first, ...more] = new Set(topics.map(({ allows }) => allows));
  return more.length === 0 ? `${first}` : `${first}, and ${more.length} more`;
}

/** A severity some steps less bad; what somebody holds is never mere information. */
export function lower(severity: Severity, steps: number): Severity {
  const at = SEVERITIES.indexOf(severity);
  return SEVERITIES[Math.min(at + steps, Math.max(at, SEVERITIES.indexOf('low')))] ?? severity;
}
