import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canRequest, openAccess } from '../../src/engines/access/index.ts';
import { type Cluster, createCluster, createObject, fileWorlds } from '../../src/model/cluster/index.ts';
import { textOf, valueAt } from '../../src/model/json.ts';
import {
  bootstrapRbac,
  MASTERS,
  parseKubernetesMinor,
  type RequestAttributes,
  serviceAccountUser,
  userInfo,
  type UserInfo,
} from '../../src/model/kube/index.ts';
import { loadManifests } from '../../src/sources/index.ts';

const CORPORA = process.env['MERLON_CORPORA'] ?? path.resolve(import.meta.dirname, '../../../shared/corpora');
const ATTACK = path.join(CORPORA, 'attack');
/** The corpus is written for this version, unless a case says otherwise by its API server's image. */
const MINOR = 35;

interface Edge {
  readonly edge: string;
  readonly from: string;
  readonly to: string;
}

interface Case {
  readonly file: string;
  readonly truth: { readonly present?: readonly Edge[]; readonly absent?: readonly Edge[] };
}

function casesOf(folder: string): readonly Case[] {
  const file = path.join(ATTACK, folder, 'expected.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] }).cases : [];
}

async function loadCase(folder: string, file: string): Promise<Cluster> {
  const loaded = await loadManifests({
    targets: [path.join(ATTACK, folder, file)],
    cwd: ATTACK,
    kubernetesMinor: MINOR,
  });
  const server = loaded.objects.find(({ ref }) => ref.kind === 'Pod' && ref.name.startsWith('kube-apiserver'));
  const image = textOf(valueAt(server?.data, ['spec', 'containers', 0, 'image']));
  const minor = parseKubernetesMinor(image.slice(image.lastIndexOf(':') + 1)) ?? MINOR;
  const own = new Set(loaded.objects.map(({ gk, ref }) => `${gk}/${ref.namespace}/${ref.name}`));
  const built = [...bootstrapRbac(minor)].map((data) => {
    const namespaced = textOf(valueAt(data, ['metadata', 'namespace'])) !== '';
    return createObject(data, { namespaced, defaultNamespace: '', source: undefined, invalid: [] });
  });
  return createCluster({
    name: file,
    origin: 'files',
    version: { minor, from: 'flag' },
    objects: [...loaded.objects, ...built.filter(({ gk, ref }) => !own.has(`${gk}/${ref.namespace}/${ref.name}`))],
    worlds: fileWorlds(true),
    files: loaded.files,
    diagnostics: [],
    extraTemplates: {},
  });
}

/** An identity of the corpus' grammar; undefined for what is none. */
function identityOf(text: string): UserInfo | undefined {
  const colon = text.indexOf(':');
  const [kind, rest] = [text.slice(0, colon), text.slice(colon + 1)];
  const [namespace = '', name = ''] = rest.split('/');
  if (kind === 'sa') return serviceAccountUser(namespace, name);
  if (kind === 'user') return userInfo(rest);
  if (kind !== 'group') return undefined;
  return rest === 'system:unauthenticated' ? userInfo('system:anonymous') : { name: '', groups: [rest] };
}

/** `verb/group/resource[/subresource]`, a name, a namespace. */
function ask(spec: string, namespace = '', name = ''): RequestAttributes {
  const [verb = '', group = '', resource = '', subresource = ''] = spec.split('/');
  return { kind: 'resource', verb, group: group === 'core' ? '' : group, resource, subresource, namespace, name };
}

/** Any one stands for all: what holds everywhere holds there. */
const star = (text: string): string => (text === '*' ? 'anything' : text);

/** Requests of which any one makes the edge; undefined for edges that are about more than access. */
function requestsOf({ edge, to }: Edge): readonly RequestAttributes[] | undefined {
  const colon = to.indexOf(':');
  const kind = to.slice(0, colon);
  const rest = to.slice(colon + 1);
  const [first = '', second = '', third = ''] = rest.split('/');
  switch (edge) {
    case 'HOLDS':
    case 'ANON_API': {
      if (kind === 'url')
        return [{ kind: 'url', verb: rest.slice(0, rest.indexOf(':')), path: rest.slice(rest.indexOf(':') + 1) }];
      if (kind !== 'permission') return undefined;
      const [what = '', place = ''] = rest.split('@');
      return what.includes('*') ? undefined : [ask(what, place === '*' ? 'anything' : place)];
    }
    case 'EXEC':
      return [ask('create/core/pods/exec', star(second), star(third))];
    case 'EXEC_WS_GET':
      return [ask('get/core/pods/exec', star(second), star(third))];
    case 'SECRET_READ':
      return ['get', 'list', 'watch'].map((verb) => ask(`${verb}/core/secrets`, star(first), star(second)));
    case 'TOKEN_REQUEST':
      return [ask('create/core/serviceaccounts/token', star(first), star(second))];
    case 'IMP_SA':
      return [ask('impersonate/core/serviceaccounts', star(first), star(second))];
    case 'KUBELET_PROXY':
      return [ask('create/core/nodes/proxy')];
    case 'KUBELET_PROXY_GET':
      return [ask('get/core/nodes/proxy')];
    case 'NS_LABEL_PATCH':
      return ['patch', 'update'].map((verb) => ask(`${verb}/core/namespaces`, second, second));
    default:
      return undefined;
  }
}

function may(cluster: Cluster, user: UserInfo, attributes: RequestAttributes): boolean {
  const access = openAccess(cluster);
  const { decision } = canRequest({ access, cluster, minor: cluster.version.minor }, user, { attributes });
  return decision === 'allowed';
}

/** Edges that need more than one identity's rights: an account that is bound, a name in a binding. */
function holdsRole(cluster: Cluster, user: UserInfo, to: string): boolean {
  const [, name = '', scope = ''] = /^clusterrole:([^@]*)(?:@(.*))?$/.exec(to) ?? [];
  return openAccess(cluster)
    .grantsOf(user)
    .some((grant) => grant.role?.object.ref.name === name && grant.scope === scope);
}

function answer(cluster: Cluster, edge: Edge): boolean | undefined {
  const user = identityOf(edge.from);
  if (user === undefined) return undefined;
  if (edge.edge === 'MEMBER_OF') return user.groups.includes(edge.to.slice('group:'.length));
  if (edge.edge === 'HOLDS' && edge.to.startsWith('clusterrole:')) return holdsRole(cluster, user, edge.to);
  if (edge.edge === 'IMP_USER_GROUP') return impersonates(cluster, user, edge.to);
  const requests = requestsOf(edge);
  // A right is what authorizers say; the other edges are what a request gets.
  if (edge.edge === 'HOLDS')
    return requests?.some((attributes) => openAccess(cluster).authorize(user, attributes).decision === 'allowed');
  return requests?.some((attributes) => may(cluster, user, attributes));
}

/** Whether some request can be made as a user, or as a user who is in a group. */
function impersonates(cluster: Cluster, user: UserInfo, to: string): boolean | undefined {
  const [kind, name] = [to.slice(0, to.indexOf(':')), to.slice(to.indexOf(':') + 1)];
  if (name === '*') return undefined;
  const as = kind === 'user' ? { user: name, groups: [] } : { user: 'jane', groups: [name] };
  const access = openAccess(cluster);
  const attributes = ask('create/authorization.k8s.io/selfsubjectaccessreviews');
  const verdict = canRequest({ access, cluster, minor: cluster.version.minor }, user, { attributes, as });
  return verdict.decision === 'allowed' || (name === MASTERS && verdict.decision !== 'denied');
}

describe.skipIf(!existsSync(ATTACK)).each(['own-traps', 'rbac-tool'])(
  'the cases of %s that are about access',
  (folder) => {
    const answered: string[] = [];
    it.each(casesOf(folder).map((one) => [one.file, one] as const))('%s', async (file, { truth }) => {
      const cluster = await loadCase(folder, file);
      const wrong: string[] = [];
      for (const [wanted, edges] of [
        [true, truth.present ?? []],
        [false, truth.absent ?? []],
      ] as const) {
        for (const edge of edges) {
          const found = answer(cluster, edge);
          if (found === undefined) continue;
          answered.push(edge.edge);
          if (found !== wanted) wrong.push(`${edge.edge} ${edge.from} → ${edge.to}: ${found ? 'found' : 'not found'}`);
        }
      }
      expect(wrong).toEqual([]);
    });

    it('are not few', () => {
      expect(answered.length).toBeGreaterThan(folder === 'own-traps' ? 40 : 12);
    });
  },
);
