import { type Miss, nearestMisses, otherAuthorizers } from '../../../../engines/access/index.ts';
import type { Cluster } from '../../../../model/cluster/index.ts';
import type { RequestAttributes } from '../../../../model/kube/index.ts';
import {
  ACCESS_API_VERSION,
  describeChain,
  describeRequest,
  renderWhy,
  type ShownMiss,
} from '../../../../outcomes/access/index.ts';
import { type FindPlace, findPlaces } from '../../../../outcomes/findings/index.ts';
import { EXIT } from '../../errors.ts';
import { writeOutput } from '../../output.ts';
import { terminalTraits } from '../../terminal.ts';
import { type AccessSource, openSource } from './open.ts';
import { parseRequest, parseSubject } from './parse-request.ts';

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

function settleNamespace(
  attributes: RequestAttributes,
  namespaced: boolean,
  wanted: string | undefined,
): RequestAttributes {
  if (attributes.kind === 'url') return attributes;
  if (namespaced) return { ...attributes, namespace: wanted ?? '' };
  return { ...attributes, namespace: attributes.resource === 'namespaces' ? attributes.name : '' };
}

function showOthers(cluster: Cluster): readonly string[] {
  return otherAuthorizers(cluster).map(
    ({ authorizer, seen }) => `${authorizer} may allow it all the same: no object shows what it says (seen: ${seen}).`,
  );
}

/** `merlon access why`: the chain that allows a request, or what comes nearest. Exit code 1 when it is not allowed. Throws CliError on wrong use. */
export async function runWhy({ subject, verb, resource, name }: WhyQuestion, options: WhyOptions): Promise<void> {
  const user = parseSubject(subject, options.group ?? []);
  const { cluster, access, unreadable, close } = await openSource(options);
  const parsed = parseRequest({ verb, resource, name: name ?? options.name }, cluster);
  if (parsed.note !== undefined) process.stderr.write(`merlon: ${parsed.note}\n`);
  const attributes = settleNamespace(parsed.attributes, parsed.namespaced, options.namespace);
  const findPlace = findPlaces(cluster.files);
  const decision = access.authorize(user, attributes);
  const chains = access.chainsOf(user, attributes).map((chain) => describeChain(chain, findPlace));
  const isAllowed = decision.decision === 'allowed';
  const misses = isAllowed ? [] : nearestMisses(access, user, attributes).map((miss) => showMiss(miss, findPlace));
  const others = isAllowed ? [] : showOthers(cluster);
  if (options.output === 'json') {
    const gaps = decision.decision === 'unknown' ? decision.gaps : [];
    const report = {
      apiVersion: ACCESS_API_VERSION,
      kind: 'Why',
      user,
      request: describeRequest(attributes),
      decision: decision.decision,
      chains,
      misses,
      otherAuthorizers: others,
      gaps,
    };
    await writeOutput([`${JSON.stringify(report, null, 2)}\n`]);
  } else
    await writeOutput(
      renderWhy({ user, attributes }, { decision, chains, misses, others }, terminalTraits('auto').width),
    );
  close();
  process.exitCode = unreadable ? EXIT.unreadable : isAllowed ? EXIT.clean : EXIT.findings;
}
