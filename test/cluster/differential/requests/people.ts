import type { Impersonation } from '../../../../src/engines/access/index.ts';
import { textOf, valueAt } from '../../../../src/model/json.ts';
import { serviceAccountUser, type UserInfo } from '../../../../src/model/kube/index.ts';
import { below, chance, pick, type Rng } from '../../../support/rng.ts';
import type { ControlPlane, TestClient } from '../../index.ts';
import { make, NODE } from './fixtures.ts';

/** Someone who makes requests, with a credential of their own. */
export interface Person {
  readonly user: UserInfo;
  readonly client: TestClient;
  readonly boundNode?: string;
}

const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eli', 'fay', 'gus', 'hal', 'ian', 'jim', 'kit', 'leo'];

/** Many, so that nobody comes to hold nearly everything; every second one is in groups. */
const BY_CERTIFICATE = NAMES.map(
  (name, i) => [name, i % 2 === 0 ? [] : i % 4 === 1 ? ['devs'] : ['devs', 'ops']] as const,
);

/** Makes people: some by certificate, and an account whose token is bound to a node. */
export async function makePeople(plane: ControlPlane): Promise<readonly Person[]> {
  const people: Person[] = [];
  for (const [name, groups] of BY_CERTIFICATE) {
    const client = await plane.client({ user: name, groups });
    people.push({ user: { name, groups: [...groups, 'system:authenticated'] }, client });
  }
  const boundObjectRef = { apiVersion: 'v1', kind: 'Node', name: NODE };
  const body = make('authentication.k8s.io/v1', 'TokenRequest', '', {
    spec: { boundObjectRef, expirationSeconds: 7200 },
  });
  const made = await plane.admin.send('POST', '/api/v1/namespaces/red/serviceaccounts/robot/token', { body });
  const client = plane.tokenClient(textOf(valueAt(made, ['status', 'token'])));
  people.push({ user: serviceAccountUser('red', 'robot'), client, boundNode: NODE });
  return people;
}

const TARGETS = [
  'joe',
  'kim',
  'system:serviceaccount:red:default',
  'system:serviceaccount:blue:robot',
  'system:serviceaccount:Red:robot',
  'system:node:n1',
  'system:node:n2',
  'system:node:N',
  'system:anonymous',
] as const;
const GROUPS = ['devs', 'ops', 'system:authenticated', 'system:unauthenticated', 'system:masters', 'a', 'b', 'c', 'd'];

function someGroups(rng: Rng): readonly string[] {
  if (chance(rng, 0.5)) return [];
  if (chance(rng, 0.15)) return ['a', 'b', 'c', 'd'];
  // Of many groups, few are granted to anybody.
  const group = (): string => (chance(rng, 0.5) ? `group-${below(rng, 60)}` : pick(rng, GROUPS));
  return chance(rng, 0.5) ? [group()] : [...new Set([group(), group()])];
}

/** Headers of impersonation for two requests in five. */
export function randomImpersonation(rng: Rng): Impersonation | undefined {
  if (chance(rng, 0.6)) return undefined;
  const user = chance(rng, 0.03) ? '' : pick(rng, TARGETS);
  const uid = chance(rng, 0.08) ? 'u1' : undefined;
  const keys = ['example.com/scope', 'scope'];
  const extra = chance(rng, 0.12) ? { [pick(rng, keys)]: chance(rng, 0.3) ? ['1', '2', '3', '4'] : ['1'] } : undefined;
  return {
    user,
    groups: someGroups(rng),
    ...(uid === undefined ? {} : { uid }),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** The headers that ask for it. */
export function headersOf(as: Impersonation | undefined): Readonly<Record<string, string | string[]>> {
  if (as === undefined) return {};
  const extra = Object.entries(as.extra ?? {}).map(
    ([key, values]) => [`Impersonate-Extra-${encodeURIComponent(key)}`, [...values]] as const,
  );
  return {
    ...(as.user === '' ? {} : { 'Impersonate-User': as.user }),
    ...(as.groups.length === 0 ? {} : { 'Impersonate-Group': [...as.groups] }),
    ...(as.uid === undefined ? {} : { 'Impersonate-Uid': as.uid }),
    ...Object.fromEntries(extra),
  };
}
