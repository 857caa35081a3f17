import { beforeAll, describe, expect, it } from 'vitest';
import { openAccess, reviewAccess } from '../../src/engines/access/index.ts';
import { CHECKS, kindsRead, PROFILES } from '../../src/engines/posture/index.ts';
import type { Cluster } from '../../src/model/cluster/index.ts';
import type { Access } from '../../src/model/facts/index.ts';
import type { JsonObject } from '../../src/model/json.ts';
import {
  apiResources,
  bootstrapRbac,
  guessResource,
  isNamespaced,
  NEWEST_MINOR,
  type RequestAttributes,
  serviceAccountUser,
  templateKinds,
} from '../../src/model/kube/index.ts';
import { ACCESS_KINDS } from '../../src/outcomes/access/index.ts';
import { RESOURCE_KINDS } from '../../src/outcomes/resources/index.ts';
import { activateChecks } from '../../src/outcomes/settings/index.ts';
import { clusterOf, objectOf } from '../support/objects.ts';
import { PROVIDERS } from '../support/providers.ts';
import { buildMerlon, merlon } from './run-merlon.ts';

beforeAll(buildMerlon);

const VERBS =
  'get list watch create update patch delete deletecollection bind escalate impersonate approve sign use proxy attest *'.split(
    ' ',
  );
const NAMESPACES = ['', 'shop', 'security'];
const URLS = [
  '/',
  '/metrics',
  '/logs/',
  '/debug/pprof/',
  '/api',
  '/healthz',
  '/version',
  '/.well-known/openid-configuration',
];
const USER = serviceAccountUser('security', 'merlon');

async function printed(args: readonly string[]): Promise<readonly JsonObject[]> {
  const account = ['--service-account', 'security/merlon'];
  const { code, out } = await merlon(['rbac', 'print', ...args, ...account, '-o', 'json', '--no-config']);
  expect(code).toBe(0);
  return (JSON.parse(out) as { readonly items: readonly JsonObject[] }).items;
}

/** What an API server with these objects has: its own roles and bindings with them. */
function clusterWith(objects: readonly JsonObject[]): { readonly cluster: Cluster; readonly access: Access } {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'merlon', namespace: 'security' } };
  const all = [...bootstrapRbac(NEWEST_MINOR), account, ...objects].map((data) => objectOf(data));
  const cluster = clusterOf(all, { complete: true });
  return { cluster, access: openAccess(cluster) };
}

/** Every request of every resource that Kubernetes has, some of others', and URLs. */
function* requests(): Iterable<RequestAttributes> {
  const known = [...apiResources(NEWEST_MINOR)].map(({ group, resource, subresource }) => ({
    group,
    resource,
    subresource,
  }));
  const others = [
    { group: 'example.com', resource: 'widgets', subresource: '' },
    { group: '', resource: '*', subresource: '' },
    { group: '*', resource: '*', subresource: '' },
  ];
  for (const what of [...known, ...others])
    for (const verb of VERBS)
      for (const namespace of NAMESPACES)
        for (const name of ['', 'some']) yield { kind: 'resource', verb, ...what, namespace, name };
  for (const path of URLS) for (const verb of ['get', 'post', 'put', 'delete']) yield { kind: 'url', verb, path };
}

function spell(request: RequestAttributes): string {
  if (request.kind === 'url') return `${request.verb} ${request.path}`;
  const { verb, group, resource, subresource, namespace } = request;
  return `${verb} ${resource}${subresource && `/${subresource}`}.${group} in "${namespace}"`;
}

/** What the account may do that no account may without these objects. */
function gained(objects: readonly JsonObject[]): ReadonlySet<string> {
  const [before, after] = [clusterWith([]).access, clusterWith(objects).access];
  const found = new Set<string>();
  for (const request of requests()) {
    const allowed = after.authorize(USER, request).decision === 'allowed';
    if (allowed && before.authorize(USER, request).decision !== 'allowed') found.add(spell(request));
  }
  return found;
}

/** `list` and `watch` of the declared kinds that Kubernetes itself has: everywhere, or in the named namespaces what lives in namespaces. */
function declared(kinds: readonly string[], namespaces: readonly string[]): ReadonlySet<string> {
  const all = kinds.flatMap((gk) => (gk === '*' ? templateKinds({}) : [gk]));
  const definitions = 'CustomResourceDefinition.apiextensions.k8s.io';
  const own = new Set([...apiResources(NEWEST_MINOR)].map(({ group, resource }) => `${resource}.${group}`));
  const lines = [...new Set([...all, definitions])].flatMap((gk) => {
    const [kind = '', ...group] = gk.split('.');
    const resource = `${guessResource(kind)}.${group.join('.')}`;
    if (!own.has(resource)) return [];
    const places = namespaces.length > 0 && isNamespaced(gk) !== false ? namespaces : NAMESPACES;
    return ['list', 'watch'].flatMap((verb) => places.map((place) => `${verb} ${resource} in "${place}"`));
  });
  return new Set(lines);
}

function kindsOf(id: string): readonly string[] {
  const checks = PROFILES.filter((profile) => profile.id === id)
    .flatMap((profile) => activateChecks(CHECKS, profile, {}))
    .map(({ check }) => check);
  return kindsRead(checks, PROVIDERS);
}

const sorted = (lines: ReadonlySet<string>): readonly string[] => [...lines].toSorted();
const withoutSecrets = (kinds: readonly string[]): readonly string[] => kinds.filter((gk) => gk !== 'Secret');

describe('the roles of `merlon rbac print`, as the access engine judges them', () => {
  it.each(PROFILES.map(({ id }) => id))('for a scan with the profile %s grant what its checks declare', async (id) => {
    const objects = await printed(['--for', 'scan', '--profile', id]);
    expect(sorted(gained(objects))).toEqual(sorted(declared(withoutSecrets(kindsOf(id)), [])));
  });

  it('for a scan of one namespace grant there what lives in namespaces', async () => {
    const objects = await printed(['--for', 'scan', '-n', 'shop']);
    expect(sorted(gained(objects))).toEqual(sorted(declared(withoutSecrets(kindsOf('recommended')), ['shop'])));
  });

  it('for resources grant what these need', async () => {
    expect(sorted(gained(await printed(['--for', 'resources'])))).toEqual(sorted(declared(RESOURCE_KINDS, [])));
  });

  it('for access grant what roles, bindings, accounts, namespaces and nodes need', async () => {
    expect(sorted(gained(await printed(['--for', 'access'])))).toEqual(sorted(declared(ACCESS_KINDS, [])));
  });

  it('hold no right that a review knows, until Secrets are asked for', async () => {
    const rightsOf = async (...args: readonly string[]): Promise<readonly string[]> => {
      const { cluster, access } = clusterWith(await printed(['--for', 'scan', '--profile', 'strict', ...args]));
      const { subjects } = reviewAccess(cluster, access);
      return subjects.filter(({ builtIn }) => !builtIn).flatMap(({ rights }) => rights.map(({ id }) => id));
    };
    expect(await rightsOf()).toEqual([]);
    // `list` on Secrets is the right to read them, whatever our own client asks for.
    expect(await rightsOf('--secrets', 'types')).toEqual(kindsOf('strict').includes('Secret') ? ['read-secrets'] : []);
  });
});
