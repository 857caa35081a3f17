import type { Cluster } from '../../../../model/cluster/index.ts';
import { textOf, valueAt } from '../../../../model/json.ts';
import {
  findResources,
  groupMember,
  type NamedResource,
  type RequestAttributes,
  serviceAccountUser,
  userInfo,
  type UserInfo,
} from '../../../../model/kube/index.ts';
import { quoteForShell } from '../../../../outcomes/text/index.ts';
import { CliError } from '../../errors.ts';

/** A request as people type it: verb, resource or URL, and perhaps a name. */
export interface TypedRequest {
  readonly verb: string;
  readonly resource: string;
  readonly name: string | undefined;
}

/** What was understood, and what the reader should know of it. */
export interface ParsedRequest {
  /** Without a namespace, which the caller settles. */
  readonly attributes: RequestAttributes;
  readonly namespaced: boolean;
  readonly note: string | undefined;
}

/** The resources that the Cluster's definitions of custom resources add. */
function customResources(cluster: Cluster): readonly NamedResource[] {
  return cluster.list('CustomResourceDefinition.apiextensions.k8s.io', '').items.map(({ data }) => ({
    group: textOf(valueAt(data, ['spec', 'group'])),
    resource: textOf(valueAt(data, ['spec', 'names', 'plural'])),
    namespaced: valueAt(data, ['spec', 'scope']) === 'Namespaced',
  }));
}

function pick(
  text: string,
  found: readonly NamedResource[],
): { readonly chosen: NamedResource; readonly note: string | undefined } {
  const [first, ...others] = found;
  if (first === undefined) {
    const [resource = '', ...group] = text.split('.');
    return {
      chosen: { resource, group: group.join('.'), namespaced: true },
      note: `no resource "${text}" is known; it is taken word for word, as one of namespaces`,
    };
  }
  if (others.length > 0)
    throw new CliError(
      `"${text}" may be ${found.map(({ resource, group }) => `${resource}.${group}`).join(' or ')}: say which`,
    );
  return { chosen: first, note: undefined };
}

/** `deployments.apps/scale` as kubectl writes it, or `deployments/scale.apps` as answers do: the resource with its group, and the subresource, which never has a dot. */
function splitSubresource(text: string): readonly [string, string] {
  const [resource = '', rest = ''] = text.split('/', 2);
  const dot = rest.indexOf('.');
  return dot < 0 ? [resource, rest] : [resource + rest.slice(dot), rest.slice(0, dot)];
}

/** Reads a request; throws CliError where it may mean several things. */
export function parseRequest({ verb, resource: text, name }: TypedRequest, cluster: Cluster): ParsedRequest {
  if (verb === '' || text === '') throw new CliError('say what is asked: a verb and a resource, as `get secrets`');
  if (text.startsWith('/'))
    return { attributes: { kind: 'url', verb, path: text }, namespaced: false, note: undefined };
  const [typed, subresource] = splitSubresource(text);
  const { chosen, note } = pick(typed, findResources(typed, customResources(cluster)));
  const { group, resource, namespaced } = chosen;
  return {
    attributes: { kind: 'resource', verb, group, resource, subresource, namespace: '', name: name ?? '' },
    namespaced,
    note,
  };
}

/** Refuses what cannot be the name of an object: most likely a folder to read, which would otherwise be left unread. Throws CliError. */
export function checkName(name: string | undefined): void {
  if (name === undefined || !(name.includes('/') || name.startsWith('.'))) return;
  throw new CliError(
    `"${name}" cannot be the name of an object; to read files or folders, write --from ${quoteForShell(name)}`,
  );
}

function parseAccount(text: string, groups: readonly string[]): UserInfo {
  const [namespace = '', name = '', ...more] = text.split('/');
  if (namespace === '' || name === '' || more.length > 0)
    throw new CliError(`a service account is written sa:namespace/name, not "${text}"`);
  const user = serviceAccountUser(namespace, name);
  return { ...user, groups: [...new Set([...user.groups, ...groups])] };
}

/**
 * Reads a subject: `sa:NAMESPACE/NAME` or `NAMESPACE/NAME`, `group:NAME`, `user:NAME`, or a user's name; groups that are known besides are added. Throws CliError.
 */
export function parseSubject(text: string, groups: readonly string[]): UserInfo {
  const [, kind = text.includes('/') ? 'sa' : 'user', rest = text] =
    /^(sa|serviceaccount|user|group):(.*)$/s.exec(text) ?? [];
  if (rest === '') throw new CliError(`a subject has a name, and "${text}" names nobody`);
  if (kind === 'user') return userInfo(rest, groups);
  return kind === 'group' ? groupMember(rest, groups) : parseAccount(rest, groups);
}
