import {
  canRequest,
  type Miss,
  nearestMisses,
  otherAuthorizers,
  type RequestVerdict,
} from '../../../../engines/access/index.ts';
import type { Cluster } from '../../../../model/cluster/index.ts';
import { isNameless, isRequestVerb, type RequestAttributes, type UserInfo } from '../../../../model/kube/index.ts';
import {
  ACCESS_API_VERSION,
  describeChain,
  describeRequest,
  type RealAnswer,
  renderWhy,
  type ShownMiss,
  type WhyAnswer,
} from '../../../../outcomes/access/index.ts';
import { type FindPlace, findPlaces } from '../../../../outcomes/findings/index.ts';
import { CliError, EXIT } from '../../errors.ts';
import { writeOutput } from '../../output.ts';
import { fitMarks, terminalTraits } from '../../terminal.ts';
import { formatJson } from '../../../../outcomes/text/index.ts';
import { type AccessSource, type OpenedAccess, openSource } from './open.ts';
import { checkName, parseRequest, parseSubject } from './parse-request.ts';

/** Options of `merlon access why`, as commander gives them. */
export interface WhyOptions extends AccessSource {
  readonly namespace?: string;
  readonly name?: string;
  readonly group?: readonly string[];
  readonly output: 'terminal' | 'json';
}

/** What is asked. */
export interface WhyQuestion {
  readonly subject: string;
  readonly verb: string;
  readonly resource: string;
  readonly name: string | undefined;
}

function showMiss({ grant, role, rule, reasons }: Miss, findPlace: FindPlace): ShownMiss {
  const { binding } = grant;
  const of = `${binding.ref.kind} ${binding.ref.namespace === '' ? '' : `${binding.ref.namespace}/`}${binding.ref.name}`;
  if (role === undefined || rule === undefined) return { what: of, reasons };
  const origin = role.origins[rule];
  const place = origin === undefined ? undefined : findPlace(origin.object, ['rules', origin.index, 'verbs']);
  const at = place === undefined ? '' : ` (${place.file}:${place.startLine})`;
  return { what: `${of} → ${role.object.ref.kind} ${role.object.ref.name}, rule #${rule + 1}${at}`, reasons };
}

/** Requests that are made for all namespaces at once; others for something in a namespace are made in one. */
const ACROSS_NAMESPACES: ReadonlySet<string> = new Set(['list', 'watch']);

function settleNamespace(
  attributes: RequestAttributes,
  namespaced: boolean,
  wanted: string | undefined,
): RequestAttributes {
  if (attributes.kind === 'url') return attributes;
  const { verb, resource } = attributes;
  if (namespaced && wanted === undefined && isRequestVerb(verb) && !ACROSS_NAMESPACES.has(verb))
    throw new CliError(`${verb} ${resource} is asked in one namespace: say which with -n`);
  if (namespaced || !isRequestVerb(verb)) return { ...attributes, namespace: wanted ?? '' };
  return { ...attributes, namespace: attributes.resource === 'namespaces' ? attributes.name : '' };
}

function showOthers(cluster: Cluster): readonly string[] {
  return otherAuthorizers(cluster).map(
    ({ authorizer, seen }) => `${authorizer} may allow it all the same: no object shows what it says (seen: ${seen}).`,
  );
}

/** What a request gets, in words; the reason of a plain no is that nothing allows it, which goes without saying. */
function toAnswer(verdict: RequestVerdict): RealAnswer {
  if (verdict.decision === 'denied') return { decision: 'denied', reason: verdict.reason, provided: [] };
  return { decision: verdict.decision, provided: verdict.decision === 'allowed' ? verdict.provided : [] };
}

/** A request as the server would get it: what is made by POST, or deleted as a collection, is named by nobody. */
function asSent(attributes: RequestAttributes): RequestAttributes {
  return attributes.kind === 'resource' && isNameless(attributes) ? { ...attributes, name: '' } : attributes;
}

/** Everything that the answer is made of. */
function answerWhy({ cluster, access }: OpenedAccess, user: UserInfo, attributes: RequestAttributes): WhyAnswer {
  const findPlace = findPlaces(cluster.files);
  const decision = access.authorize(user, attributes);
  const context = { access, cluster, minor: cluster.version.minor };
  const real = toAnswer(canRequest(context, user, { attributes: asSent(attributes) }));
  const chains = access.chainsOf(user, attributes).map((chain) => describeChain(chain, findPlace));
  if (real.decision === 'allowed') return { decision, real, chains, misses: [], others: [] };
  const misses = nearestMisses({ access, cluster }, user, attributes).map((miss) => showMiss(miss, findPlace));
  return { decision, real, chains, misses, others: showOthers(cluster) };
}

function toJson(user: UserInfo, attributes: RequestAttributes, answer: WhyAnswer): object {
  const { decision, real, chains, misses, others } = answer;
  return {
    apiVersion: ACCESS_API_VERSION,
    kind: 'Why',
    user,
    request: describeRequest(attributes),
    decision: real.decision,
    review: decision.decision,
    ...(real.reason === undefined ? {} : { reason: real.reason }),
    provided: real.provided,
    chains,
    misses,
    otherAuthorizers: others,
    gaps: decision.decision === 'unknown' ? decision.gaps : [],
  };
}

/** `merlon access why`: the chain that allows a request, or what comes nearest. Exit code 1 when it is not allowed. Throws CliError on wrong use. */
export async function runWhy({ subject, verb, resource, name }: WhyQuestion, options: WhyOptions): Promise<void> {
  const user = parseSubject(subject, options.group ?? []);
  checkName(name);
  const opened = await openSource(options);
  const parsed = parseRequest({ verb, resource, name: name ?? options.name }, opened.cluster);
  if (parsed.note !== undefined) process.stderr.write(`merlon: ${parsed.note}\n`);
  const attributes = settleNamespace(parsed.attributes, parsed.namespaced, options.namespace);
  const answer = answerWhy(opened, user, attributes);
  if (options.output === 'json') await writeOutput([formatJson(toJson(user, attributes, answer))]);
  else await writeOutput(fitMarks(renderWhy({ user, attributes }, answer, terminalTraits('auto').width)));
  opened.close();
  const code = answer.real.decision === 'allowed' ? EXIT.clean : EXIT.findings;
  process.exitCode = opened.unreadable ? EXIT.unreadable : code;
}
