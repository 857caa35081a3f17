import type { Answer, Cluster } from '../../../../model/cluster/index.ts';
import type { Access, Holder } from '../../../../model/facts/index.ts';
import { isRequestVerb, type RequestAttributes, subjectKey } from '../../../../model/kube/index.ts';
import {
  ACCESS_API_VERSION,
  describeChain,
  describeRequest,
  orderHolders,
  renderWhoCan,
  type ShownHolder,
  writeHoldersCsv,
} from '../../../../outcomes/access/index.ts';
import { findPlaces } from '../../../../outcomes/findings/index.ts';
import { EXIT } from '../../errors.ts';
import { writeOutput } from '../../output.ts';
import { fitMarks, terminalTraits } from '../../terminal.ts';
import { formatJson } from '../../../../outcomes/text/index.ts';
import { type AccessSource, openSource } from './open.ts';
import { checkName, parseRequest } from './parse-request.ts';

/** Options of `merlon access who-can`, as commander gives them. */
export interface WhoCanOptions extends AccessSource {
  readonly namespace?: string;
  readonly name?: string;
  readonly output: 'terminal' | 'json' | 'csv';
}

/** The scopes that a question is asked in: the wanted namespace, or everywhere and each namespace. */
function placesOf(
  attributes: RequestAttributes,
  namespaced: boolean,
  wanted: string | undefined,
  cluster: Cluster,
): readonly string[] {
  if (attributes.kind === 'url') return [''];
  // A request for one Namespace carries its name as namespace: a RoleBinding inside it counts.
  if (!namespaced && isRequestVerb(attributes.verb))
    return attributes.resource === 'namespaces' && attributes.name !== '' ? [attributes.name] : [''];
  return wanted === undefined ? ['', ...cluster.namespaces] : [wanted];
}

/** All holders in any of the scopes, each chain once. */
function gather(access: Access, attributes: RequestAttributes, places: readonly string[]): Answer<Holder> {
  const byKey = new Map<
    string,
    { readonly subject: Holder['subject']; readonly chains: Set<string>; readonly list: Holder['chains'][number][] }
  >();
  const gaps = new Map<string, Answer<Holder>['gaps'][number]>();
  for (const namespace of places) {
    const asked = attributes.kind === 'url' ? attributes : { ...attributes, namespace };
    const { items, gaps: own } = access.whoCan(asked);
    for (const gap of own) gaps.set(`${gap.gk}|${gap.namespace}`, gap);
    for (const { subject, chains } of items) {
      const key = subjectKey(subject);
      const entry = byKey.get(key) ?? { subject, chains: new Set(), list: [] };
      byKey.set(key, entry);
      for (const chain of chains) {
        const id = `${chain.grant.scope}|${chain.grant.binding.ref.name}|${chain.grant.subject.index}|${chain.rule}`;
        if (!entry.chains.has(id)) entry.list.push(chain);
        entry.chains.add(id);
      }
    }
  }
  const items = [...byKey.values()].map(({ subject, list }) => ({ subject, chains: list }));
  return { items: orderHolders(items), complete: gaps.size === 0, gaps: [...gaps.values()] };
}

/** `merlon access who-can`: the subjects that may do something, with the chain that gives it. Throws CliError on wrong use. */
export async function runWhoCan(
  verb: string,
  resource: string,
  name: string | undefined,
  options: WhoCanOptions,
): Promise<void> {
  checkName(name);
  const { cluster, access, unreadable, close } = await openSource(options);
  const { attributes, namespaced, note } = parseRequest({ verb, resource, name: name ?? options.name }, cluster);
  if (note !== undefined) process.stderr.write(`merlon: ${note}\n`);
  const { items, gaps } = gather(access, attributes, placesOf(attributes, namespaced, options.namespace, cluster));
  const findPlace = findPlaces(cluster.files);
  const shown: readonly ShownHolder[] = items.map(({ subject, chains }) => ({
    subject: subjectKey(subject),
    chains: chains.map((chain) => describeChain(chain, findPlace)),
  }));
  const asked =
    attributes.kind === 'url' || options.namespace === undefined
      ? attributes
      : { ...attributes, namespace: options.namespace };
  if (options.output === 'json') {
    const report = {
      apiVersion: ACCESS_API_VERSION,
      kind: 'WhoCan',
      request: describeRequest(asked),
      complete: gaps.length === 0,
      gaps,
      holders: shown,
    };
    await writeOutput([formatJson(report)]);
  } else if (options.output === 'csv') await writeOutput(writeHoldersCsv(shown));
  else await writeOutput(fitMarks(renderWhoCan(asked, shown, gaps, terminalTraits('auto').width)));
  close();
  process.exitCode = unreadable ? EXIT.unreadable : EXIT.clean;
}
