import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { auditEvent, google, lines, readText, usesOf } from './testing.ts';

const ONE = ['ada: list pods in shop 1/0/0'];

describe('one request', () => {
  const stage = (name: string, more: JsonObject = {}): JsonObject => auditEvent({ stage: name, ...more });
  const CASES: readonly (readonly [string, readonly JsonObject[], readonly string[], number])[] = [
    [
      'is counted once for all its stages',
      [stage('RequestReceived', { annotations: {} }), stage('ResponseStarted'), stage('ResponseComplete')],
      ONE,
      0,
    ],
    ['is counted once when "received" comes last', [stage('ResponseComplete'), stage('RequestReceived')], ONE, 0],
    ['counts when it ends in a panic', [stage('Panic')], ONE, 0],
    ['is no use while it has no answer', [stage('RequestReceived')], [], 1],
    [
      'is another one under the same id that a client chose',
      [stage('ResponseComplete'), stage('ResponseComplete', { verb: 'watch', requestURI: '/api/v1/pods?watch=1' })],
      [...ONE, 'ada: watch pods 1/0/0'],
      0,
    ],
  ];
  it.each(CASES)('%s', async (_, events, uses, unanswered) => {
    const log = await readText(lines(...events));
    expect(usesOf(log)).toEqual(uses.toSorted());
    expect(log.counts.unanswered).toBe(unanswered);
  });
});

describe('what authorizers saw', () => {
  const CASES: readonly (readonly [string, JsonObject, string])[] = [
    [
      'a name that a field selector demands',
      { requestURI: '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name%3Ddb' },
      'list secrets "db" in shop',
    ],
    [
      'no name of what is created, though the event has it',
      {
        verb: 'create',
        requestURI: '/api/v1/namespaces/shop/pods',
        objectRef: { resource: 'pods', namespace: 'shop', name: 'web-x7k2p' },
      },
      'create pods in shop',
    ],
    [
      'the name on a subresource',
      { verb: 'create', requestURI: '/api/v1/namespaces/shop/pods/web/exec?command=sh' },
      'create pods/exec "web" in shop',
    ],
    [
      'a collection',
      { verb: 'deletecollection', requestURI: '/apis/apps/v1/namespaces/shop/deployments' },
      'deletecollection deployments.apps in shop',
    ],
    ['a path', { verb: 'get', requestURI: '/readyz?verbose', objectRef: undefined }, 'get /readyz'],
    ['a path that is written to', { verb: 'post', requestURI: '/custom', objectRef: undefined }, 'post /custom'],
    ['a namespace', { verb: 'get', requestURI: '/api/v1/namespaces/shop' }, 'get namespaces "shop" in shop'],
    [
      'the reference where there is no URI',
      {
        verb: 'patch',
        requestURI: '',
        objectRef: { resource: 'pods', namespace: 'shop', name: 'web', subresource: 'status' },
      },
      'patch pods/status "web" in shop',
    ],
    [
      'the reference, without the name of what is made',
      {
        verb: 'create',
        requestURI: '',
        objectRef: { resource: 'jobs', apiGroup: 'batch', namespace: 'shop', name: 'j' },
      },
      'create jobs.batch in shop',
    ],
  ];
  it.each(CASES)('is %s', async (_, more, expected) => {
    expect(usesOf(await readText(lines(auditEvent(more))))).toEqual([`ada: ${expected} 1/0/0`]);
  });

  const GOOGLE: readonly (readonly [string, string, string])[] = [
    ['io.k8s.core.v1.pods.exec.create', 'core/v1/namespaces/shop/pods/web/exec', 'create pods/exec "web" in shop'],
    ['io.k8s.apps.v1.deployments.create', 'apps/v1/namespaces/shop/deployments/web', 'create deployments.apps in shop'],
    [
      'io.k8s.authorization.rbac.v1.clusterroles.patch',
      'rbac.authorization.k8s.io/v1/clusterroles/r',
      'patch clusterroles.rbac.authorization.k8s.io "r"',
    ],
    ['io.k8s.core.v1.nodes.status.patch', 'core/v1/nodes/n/status', 'patch nodes/status "n"'],
    ['io.k8s.core.v1.configmaps.watch', 'core/v1/configmaps', 'watch configmaps'],
  ];
  it.each(GOOGLE)('is read from the method %s', async (methodName, resourceName, expected) => {
    expect(usesOf(await readText(lines(google({ methodName, resourceName }))))).toEqual([`ada: ${expected} 1/0/0`]);
  });

  it('is counted once for the first and the last entry of an operation', async () => {
    const part = (id: string, more: JsonObject): JsonObject =>
      google({}, { insertId: id, operation: { id: 'op', ...more } });
    expect(usesOf(await readText(lines(part('1', { first: true }), part('2', { last: true }))))).toEqual(ONE);
  });

  it('is not guessed for what is no request to the Kubernetes API', async () => {
    const log = await readText(
      lines(google({ methodName: 'google.container.v1.ClusterManager.GetCluster', resourceName: 'projects/p' })),
    );
    expect(log.uses).toEqual([]);
    expect(log.problems.map(({ detail }) => detail)).toEqual([expect.stringContaining('GetCluster')]);
  });
});

describe('the decision', () => {
  const none = { annotations: {} };
  const status = (code: number, message = ''): JsonObject => ({ ...none, responseStatus: { code, message } });
  const refusal = 'pods is forbidden: User "ada" cannot list resource "pods" in API group "" in the namespace "shop"';
  const CASES: readonly (readonly [string, JsonObject, string])[] = [
    ['is the annotation, whatever admission said', { responseStatus: { code: 403 } }, '1/0/0'],
    [
      'is the annotation when it forbids',
      { annotations: { 'authorization.k8s.io/decision': 'forbid' }, responseStatus: { code: 403 } },
      '0/1/0',
    ],
    ['follows from success', status(201), '1/0/0'],
    ['follows from a conflict', status(409), '1/0/0'],
    ['follows from the words of the authorizer', status(403, refusal), '0/1/0'],
    ['is unknown when admission may have refused', status(403, 'pods "x" is forbidden: violates PodSecurity'), '0/0/1'],
    ['is a refusal without a word of why', status(403), '0/1/0'],
    ['is unknown when the server was busy', status(429), '0/0/1'],
    ['is unknown without a status', { ...none, responseStatus: undefined }, '0/0/1'],
  ];
  it.each(CASES)('%s', async (_, more, counts) => {
    expect(usesOf(await readText(lines(auditEvent(more))))).toEqual([`ada: list pods in shop ${counts}`]);
  });

  it.each([
    [{ authorizationInfo: [{ granted: false }], status: { code: 7 } }, '0/1/0'],
    // Not a word of why: a refused probe must not look like something that may be done.
    [{ authorizationInfo: [], status: { code: 7 } }, '0/1/0'],
    [{ authorizationInfo: [], status: { code: 7, message: 'violates PodSecurity' } }, '0/0/1'],
  ] as const)('of Cloud Logging is what was granted (%#)', async (more, counts) => {
    expect(usesOf(await readText(lines(google(more))))).toEqual([`ada: list pods in shop ${counts}`]);
  });
});
