import {
  type ApiRequest,
  canRequest,
  nodeAuthorizer,
  openAccess,
  RBAC_KINDS,
  type RequestContext,
  type RequestVerdict,
} from '../../../../src/engines/access/index.ts';
import { type JsonObject, textOf, valueAt } from '../../../../src/model/json.ts';
import { attributesOfHttp, formatAttributes, type UserInfo } from '../../../../src/model/kube/index.ts';
import { chance, createRng, pick, type Rng } from '../../../support/rng.ts';
import { type ControlPlane, readCluster, startControlPlane } from '../../index.ts';
import { inParallel } from '../parallel.ts';
import type { DifferentialOptions, DifferentialResult } from '../registry.ts';
import { isRefused } from './answers.ts';
import { discover, type Discovery } from './discover.ts';
import { makeSigningRequest } from './signing-request.ts';
import { REQUEST_FAULTS } from './faults.ts';
import { fixtures, NAMESPACES, postFixtures, RBAC } from './fixtures.ts';
import { grant, grantRules, needsOf } from './grants.ts';
import { headersOf, makePeople, type Person, randomImpersonation } from './people.ts';
import { type Existing, type Sent, TEMPLATES } from './templates.ts';

const AT_ONCE = 16;
const REQUESTS_PER_WORLD = 1000;
/** So many of them are what rights were given for. */
const PREPARED = 330;
const GIVEN = 0.9;
const LEAST_ALLOWED = 0.3;
const MOST_UNDECIDED = 0.02;
const SHOWN = 12;
/** From 1.36 on the server remembers for 10 s whom it let impersonate whom: what it allowed in one world must be forgotten in the next. */
const REMEMBERS_MS = 10_500;
const REMEMBERS_FROM = 36;

/** A request of somebody. */
interface Case {
  readonly template: string;
  readonly person: Person;
  readonly sent: Sent;
  readonly request: ApiRequest;
}

interface Tally {
  asked: number;
  undecided: number;
  readonly byTemplate: Map<string, { asked: number; allowed: number }>;
  readonly differences: string[];
  readonly caught: Set<string>;
}

function randomCase(rng: Rng, people: readonly Person[], existing: Existing): Case {
  const [template, make] = pick(rng, Object.entries(TEMPLATES));
  const person = pick(rng, people);
  const sent = make(rng, existing);
  const as = randomImpersonation(rng);
  const request: ApiRequest = {
    attributes: attributesOfHttp(sent.method, sent.uri),
    ...sent.told,
    ...(as === undefined ? {} : { as }),
    ...(person.boundNode === undefined ? {} : { boundNode: person.boundNode }),
  };
  return { template, person, sent, request };
}

async function readExisting(plane: ControlPlane, csr: string): Promise<Existing> {
  const found = new Map<string, JsonObject>();
  for (const [path, body] of fixtures(csr)) {
    const at = `${path}/${textOf(valueAt(body, ['metadata', 'name']))}`;
    found.set(at, await plane.admin.send('GET', at));
  }
  return found;
}

const MADE_HERE = { labelSelector: 'merlon.dev/world' };

async function clear(plane: ControlPlane): Promise<void> {
  const places = ['', ...NAMESPACES.map((namespace) => `/namespaces/${namespace}`)];
  for (const place of places)
    for (const kind of place === '' ? ['clusterrolebindings', 'clusterroles'] : ['rolebindings', 'roles'])
      await plane.admin.send('DELETE', `${RBAC}${place}/${kind}`, { query: MADE_HERE });
}

async function post(plane: ControlPlane, path: string, body: JsonObject): Promise<void> {
  const metadata = { ...(body['metadata'] as JsonObject), labels: { 'merlon.dev/world': 'yes' } };
  const { status, body: answer } = await plane.admin.request('POST', path, { body: { ...body, metadata } });
  // Some user names are no service accounts, which the server wants of subjects: nothing is given then.
  if (status !== 201 && status !== 422) throw new Error(`${path}: ${status} ${textOf(valueAt(answer, ['message']))}`);
}

async function isAllowed(plane: ControlPlane, user: string, namespace: string, resource: string): Promise<boolean> {
  const spec = { user, resourceAttributes: { verb: 'get', group: 'example.com', resource, namespace } };
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
  const review = await plane.admin.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { body });
  return valueAt(review, ['status', 'allowed']) === true;
}

/** Waits until the server's own view of roles and bindings has come to what was written last. */
async function settle(plane: ControlPlane, world: number): Promise<void> {
  const resource = `world${world}`;
  for (const namespace of ['', ...NAMESPACES]) {
    const attributes = { kind: 'resource', verb: 'get', group: 'example.com', resource, subresource: '' } as const;
    const user: UserInfo = { name: 'sentinel', groups: [] };
    const always: Rng = () => 0.5;
    const need = { user, attributes: { ...attributes, namespace, name: '' } };
    for (const [path, body] of grant(always, `sentinel-${world}`, need)) await post(plane, path, body);
    for (
      let tries = 0;
      !(await isAllowed(plane, user.name, namespace === '' ? 'none' : namespace, resource));
      tries++
    ) {
      if (tries > 200) throw new Error(`the server does not see the roles of world ${world}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

function show({ template, person, sent, request }: Case): string {
  const as = request.as === undefined ? '' : ` as ${JSON.stringify(request.as)}`;
  return `${template}: ${person.user.name}${as}: ${sent.method} ${sent.uri} (${formatAttributes(request.attributes)})`;
}

/** Without discovery nothing is known of a resource that is not Kubernetes' own and has no definition. */
function isUnknown({ attributes }: ApiRequest, { discovery }: RequestContext): boolean {
  return discovery === undefined && attributes.kind === 'resource' && attributes.resource === 'widgets';
}

function isUndecided(verdict: RequestVerdict): boolean {
  return verdict.decision === 'unknown' || (verdict.decision === 'allowed' && verdict.provided.length > 0);
}

function note(
  tally: Tally,
  one: Case,
  context: RequestContext,
  theirs: { readonly refused: boolean; readonly text: string },
): void {
  const verdict = canRequest(context, one.person.user, one.request);
  tally.asked++;
  const count = tally.byTemplate.get(one.template) ?? { asked: 0, allowed: 0 };
  tally.byTemplate.set(one.template, count);
  count.asked++;
  if (!theirs.refused) count.allowed++;
  if (isUnknown(one.request, context) || isUndecided(verdict)) {
    tally.undecided++;
    return;
  }
  if ((verdict.decision === 'denied') !== theirs.refused) {
    const ours = verdict.decision === 'denied' ? `denied (${verdict.reason})` : verdict.decision;
    tally.differences.push(`${show(one)}: ours ${ours}, theirs ${theirs.text}`);
  }
  for (const [name, fault] of Object.entries(REQUEST_FAULTS)) {
    if (tally.caught.has(name)) continue;
    if ((fault(context, one.person.user, one.request).decision === 'denied') !== theirs.refused) tally.caught.add(name);
  }
}

async function send({ person, sent, request }: Case): Promise<{ readonly refused: boolean; readonly text: string }> {
  const response = await person.client.request(sent.method, sent.uri, {
    ...(sent.body === undefined ? {} : { body: sent.body }),
    ...(sent.contentType === undefined ? {} : { contentType: sent.contentType }),
    headers: { ...headersOf(request.as), ...sent.headers },
  });
  const { status, body } = response;
  const message = typeof body === 'string' ? body : textOf(valueAt(body, ['message']));
  return { refused: isRefused(response, sent), text: `${status} ${message.slice(0, 300)}` };
}

const READ = [
  ...Object.values(RBAC_KINDS),
  'ConfigMap',
  'Lease.coordination.k8s.io',
  'Pod',
  'PersistentVolume',
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io',
  'CustomResourceDefinition.apiextensions.k8s.io',
];

async function openContext(plane: ControlPlane, discovery: Discovery | undefined): Promise<RequestContext> {
  const cluster = await readCluster(plane, READ);
  const { minor } = cluster.version;
  const context = { access: openAccess(cluster, [nodeAuthorizer(cluster, minor)]), cluster, minor };
  return discovery === undefined ? context : { ...context, discovery };
}

async function giveRights(
  plane: ControlPlane,
  rng: Rng,
  cases: readonly Case[],
  context: RequestContext,
): Promise<void> {
  const made = cases.flatMap(({ person, request }, index) => {
    const needs = needsOf(rng, context, person.user, request).filter(() => chance(rng, GIVEN));
    const acting = request.as === undefined ? person.user : { name: request.as.user, groups: [] };
    const held = acting.name !== '' && chance(rng, 0.15) ? grantRules(`held-${index}`, acting, request) : [];
    return [...needs.flatMap((need, i) => grant(rng, `need-${index}-${i}`, need)), ...held];
  });
  await inParallel(made, AT_ONCE, ([path, body]) => post(plane, path, body));
}

interface World {
  readonly plane: ControlPlane;
  readonly people: readonly Person[];
  readonly existing: Existing;
  readonly discovery: Discovery;
}

async function runWorld(
  { plane, people, existing, discovery }: World,
  rng: Rng,
  count: number,
  tally: Tally,
): Promise<void> {
  await clear(plane);
  const prepared = Array.from({ length: Math.min(PREPARED, count) }, () => randomCase(rng, people, existing));
  await giveRights(plane, rng, prepared, await openContext(plane, undefined));
  await settle(plane, tally.asked);
  // Every second world is judged by the server's discovery, the others by our table.
  const context = await openContext(plane, tally.asked % (2 * REQUESTS_PER_WORLD) === 0 ? discovery : undefined);
  if (context.minor >= REMEMBERS_FROM && tally.asked > 0)
    await new Promise((resolve) => setTimeout(resolve, REMEMBERS_MS));
  const others = Array.from({ length: count - prepared.length }, () =>
    chance(rng, 0.5) ? { ...pick(rng, prepared), person: pick(rng, people) } : randomCase(rng, people, existing),
  ).map((one) => {
    const { boundNode: _old, ...request } = one.request;
    const { boundNode } = one.person;
    return { ...one, request: boundNode === undefined ? request : { ...request, boundNode } };
  });
  await inParallel([...prepared, ...others], AT_ONCE, async (one) => note(tally, one, context, await send(one)));
}

function report(tally: Tally, { version, seed }: DifferentialOptions): DifferentialResult {
  const counts = [...tally.byTemplate.values()];
  const share = counts.reduce((sum, { allowed }) => sum + allowed, 0) / tally.asked;
  const undecided = tally.undecided / tally.asked;
  const missed = Object.keys(REQUEST_FAULTS).filter((fault) => !tally.caught.has(fault));
  const failures = [
    ...missed.map((fault) => `not caught: ${fault}`),
    ...(share < LEAST_ALLOWED ? [`under ${100 * LEAST_ALLOWED} % are allowed`] : []),
    ...(undecided > MOST_UNDECIDED ? [`more than ${100 * MOST_UNDECIDED} % are undecided`] : []),
  ];
  const lines = [
    `Real requests to kube-apiserver ${version}: ${tally.asked}, seed ${seed}`,
    `  allowed ${(100 * share).toFixed(1)} %, undecided by us ${(100 * undecided).toFixed(2)} %, differences ${tally.differences.length}`,
    ...[...tally.byTemplate]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { asked, allowed }]) => `    ${name.padEnd(24)} ${asked} asked, ${allowed} allowed`),
    ...tally.differences.slice(0, SHOWN).map((line) => `  ${line}`),
    `  planted faults caught: ${tally.caught.size} of ${Object.keys(REQUEST_FAULTS).length}`,
    ...failures.map((line) => `  ${line}`),
  ];
  return { passed: tally.asked - tally.differences.length, failed: tally.differences.length + failures.length, lines };
}

/**
 * Makes random requests at the real API server, by people with credentials of their own and by whom they impersonate, writes as dry runs, and compares what came of each with
 * `canRequest`. Rights are what our engine says that some of the requests need, some of them left out: a need too many or too few shows.
 */
export async function run(options: DifferentialOptions): Promise<DifferentialResult> {
  const plane = await startControlPlane({ version: options.version });
  const tally: Tally = { asked: 0, undecided: 0, byTemplate: new Map(), differences: [], caught: new Set() };
  const rng = createRng(options.seed);
  try {
    const csr = await makeSigningRequest();
    await postFixtures(plane, csr);
    const world = {
      plane,
      people: await makePeople(plane),
      existing: await readExisting(plane, csr),
      discovery: await discover(plane),
    };
    while (tally.asked < options.count)
      await runWorld(world, rng, Math.min(REQUESTS_PER_WORLD, options.count - tally.asked), tally);
  } finally {
    await plane.stop();
  }
  return report(tally, options);
}
