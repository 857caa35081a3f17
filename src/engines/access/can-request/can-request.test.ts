import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../../test/support/objects.ts';
import type { JsonObject } from '../../../model/json.ts';
import { attributesOfHttp, userInfo, type UserInfo } from '../../../model/kube/index.ts';
import { openAccess } from '../access.ts';
import { type ApiRequest, canRequest, type RequestContext, type RequestVerdict } from './index.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const PODS = '/api/v1/namespaces/shop/pods';
const CONFIG_MAP = '/api/v1/namespaces/shop/configmaps/c';
const ROLE = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles';
const BINDING = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings';

/** Everyone may do what their rules say everywhere: `ann: get pods/exec; create pods/exec`. */
function context(rights: Readonly<Record<string, readonly string[]>>, extra = '', minor = 37): RequestContext {
  const texts = Object.entries(rights).map(([who, rules]) => {
    const role = rules.map((rule) => {
      const [verb = '', what = '', name = ''] = rule.split(' ');
      if (what.startsWith('/')) return { verbs: [verb], nonResourceURLs: [what] };
      const [resource = '', ...group] = what.split('.');
      const resourceNames = name === '' ? {} : { resourceNames: [name] };
      return { verbs: [verb], apiGroups: [group.join('.')], resources: [resource], ...resourceNames };
    });
    const metadata = { name: who };
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: who };
    const subjects = [{ kind: 'User', name: who }];
    return [
      JSON.stringify({ apiVersion: RBAC, kind: 'ClusterRole', metadata, rules: role }),
      JSON.stringify({ apiVersion: RBAC, kind: 'ClusterRoleBinding', metadata, roleRef, subjects }),
    ].join('\n---\n');
  });
  const cluster = clusterOf(objectsOf([...texts, extra].filter((text) => text !== '').join('\n---\n'), minor), {
    complete: true,
    minor,
  });
  return { access: openAccess(cluster), cluster, minor };
}

function request(
  from: RequestContext,
  who: string | UserInfo,
  http: string,
  more: Partial<ApiRequest> = {},
): RequestVerdict {
  const [method = '', uri = ''] = http.split(' ');
  const user = typeof who === 'string' ? userInfo(who) : who;
  return canRequest(from, user, { attributes: attributesOfHttp(method, uri), ...more });
}

function said(verdict: RequestVerdict): string {
  if (verdict.decision === 'denied') return `denied: ${verdict.reason}`;
  return verdict.decision === 'allowed' && verdict.provided.length > 0
    ? `allowed, provided ${verdict.provided.join(' and ')}`
    : verdict.decision;
}

describe('streams to containers', () => {
  const rights = { ann: ['get pods/exec', 'get pods/attach'], bob: ['get pods/exec', 'create pods/exec'] };
  it.each([
    ['ann', `GET ${PODS}/web/exec`, 34, 'allowed'],
    ['ann', `GET ${PODS}/web/exec`, 35, 'denied: ann may not create pods/exec "web" in shop'],
    ['ann', `GET ${PODS}/web/attach`, 37, 'denied: ann may not create pods/attach "web" in shop'],
    ['ann', `POST ${PODS}/web/exec`, 34, 'denied: ann may not create pods/exec "web" in shop'],
    ['bob', `GET ${PODS}/web/exec`, 37, 'allowed'],
    ['bob', `GET ${PODS}/web/portforward`, 37, 'denied: bob may not get pods/portforward "web" in shop'],
  ] as const)('%s: %s in 1.%i is %s', (who, http, minor, wanted) => {
    expect(said(request(context(rights, '', minor), who, http))).toBe(wanted);
  });

  it('need what the gate says when it is known', () => {
    const from = { ...context(rights), gates: { AuthorizePodWebsocketUpgradeCreatePermission: false } };
    expect(request(from, 'ann', `GET ${PODS}/web/exec`).decision).toBe('allowed');
  });

  it('leave proxies as they are: get is enough', () => {
    const from = context({ ann: ['get pods/proxy', 'get nodes/proxy', 'get services/proxy'] });
    expect(request(from, 'ann', `GET ${PODS}/web/proxy/x`).decision).toBe('allowed');
    expect(request(from, 'ann', 'GET /api/v1/nodes/n1/proxy/pods').decision).toBe('allowed');
  });
});

describe('requests that do not exist', () => {
  const from = context({ ann: ['* *'], eve: [] });
  it.each([
    [
      'GET /api/v1/namespaces/shop/nodes/n1',
      'denied: nodes is in no namespace, so there is no such request inside shop',
    ],
    ['GET /api/v1/nodes/n1', 'allowed'],
    ['GET /api/v1/pods', 'allowed'],
    ['GET /api/v1/pods/web', 'denied: pods can be asked by get in a namespace only'],
    ['DELETE /api/v1/namespaces', 'denied: namespaces cannot be asked by deletecollection'],
    ['GET /api/v1/namespaces/shop', 'allowed'],
    // Nothing is known of it: authorization is all that can be said.
    ['GET /api/v1/namespaces/shop/widgets/one', 'allowed'],
  ])('%s is %s', (http, wanted) => {
    expect(said(request(from, 'ann', http))).toBe(wanted);
  });

  it('are refused by authorization first', () => {
    expect(said(request(from, 'eve', 'GET /api/v1/namespaces/shop/nodes/n1'))).toBe(
      'denied: eve may not get nodes "n1" in shop',
    );
  });

  it('are known of custom resources by their definition, or by discovery', () => {
    const definition = JSON.stringify({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: { group: 'example.com', scope: 'Cluster', names: { plural: 'widgets', kind: 'Widget' }, versions: [] },
    });
    const asked = 'GET /apis/example.com/v1/namespaces/shop/widgets/one';
    const mine = { ann: ['get widgets.example.com'] };
    expect(request(context(mine), 'ann', asked).decision).toBe('allowed');
    expect(request(context(mine, definition), 'ann', asked).decision).toBe('denied');
    const discovering = { ...context(mine), discovery: () => undefined };
    expect(said(request(discovering, 'ann', asked))).toBe('denied: the server has no resource widgets');
  });
});

describe('a Namespace', () => {
  it('is asked for inside itself, so a RoleBinding there counts', () => {
    const local = `
apiVersion: ${RBAC}
kind: Role
metadata: { name: own, namespace: shop }
rules: [{ verbs: [patch], apiGroups: [''], resources: [namespaces] }]
---
apiVersion: ${RBAC}
kind: RoleBinding
metadata: { name: own, namespace: shop }
roleRef: { kind: Role, name: own }
subjects: [{ kind: User, name: ann }]`;
    const from = context({}, local);
    const attributes = { kind: 'resource', verb: 'patch', group: '', resource: 'namespaces', subresource: '' } as const;
    const ask = (name: string): string =>
      canRequest(from, userInfo('ann'), { attributes: { ...attributes, namespace: '', name } }).decision;
    expect(ask('shop')).toBe('allowed');
    expect(ask('bank')).toBe('denied');
  });
});

describe('creation by update', () => {
  const there = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'shop' } });
  const lease = '/apis/coordination.k8s.io/v1/namespaces/shop/leases/l';
  const from = (extra: string): RequestContext =>
    context({ ann: ['patch configmaps', 'update leases.coordination.k8s.io', 'update configmaps'] }, extra);
  it.each([
    ['apply of what is there', `PATCH ${CONFIG_MAP}`, { apply: true }, there, 'allowed'],
    ['apply of what is not there', `PATCH ${CONFIG_MAP}`, { apply: true }, '', 'denied'],
    ['apply of what is said to be there', `PATCH ${CONFIG_MAP}`, { apply: true, exists: true }, '', 'allowed'],
    ['another patch of what is not there', `PATCH ${CONFIG_MAP}`, {}, '', 'allowed'],
    ['PUT of a kind that it makes', `PUT ${lease}`, {}, '', 'denied'],
    ['PUT of a kind that it does not make', `PUT ${CONFIG_MAP}`, {}, '', 'allowed'],
    ['apply to a subresource', `PATCH ${CONFIG_MAP}/status`, { apply: true }, '', 'denied'],
  ] as const)('%s', (...[, http, more, extra, wanted]) => {
    expect(request(from(extra), 'ann', http, more).decision).toBe(wanted);
  });

  it('is allowed by name', () => {
    const named = context({ ann: ['patch configmaps', 'create configmaps c'] });
    expect(request(named, 'ann', `PATCH ${CONFIG_MAP}`, { apply: true }).decision).toBe('allowed');
    expect(request(named, 'ann', 'POST /api/v1/namespaces/shop/configmaps').decision).toBe('denied');
  });

  it('is not known where the list is open', () => {
    const { access } = context({ ann: ['patch configmaps'] });
    const cluster = clusterOf([], { complete: false });
    const verdict = request({ access, cluster, minor: 37 }, 'ann', `PATCH ${CONFIG_MAP}`, { apply: true });
    expect(verdict).toMatchObject({ decision: 'unknown', gaps: [{ gk: 'ConfigMap', name: 'c' }] });
  });
});

const secretRule = [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }];
const roleBody = { apiVersion: RBAC, kind: 'Role', metadata: { name: 'r', namespace: 'shop' }, rules: secretRule };
const bindingTo = (kind: string, name: string): JsonObject => ({
  apiVersion: RBAC,
  kind: 'RoleBinding',
  metadata: { name: 'b', namespace: 'shop' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
  subjects: [],
});

describe('grants', () => {
  const write = ['create roles.rbac.authorization.k8s.io', 'create rolebindings.rbac.authorization.k8s.io'];
  const from = context({
    ann: write,
    bob: [...write, 'get secrets'],
    cyd: [...write, 'escalate roles.rbac.authorization.k8s.io', 'bind clusterroles.rbac.authorization.k8s.io sec'],
    sec: ['get secrets'],
  });
  it.each([
    ['ann', `POST ${ROLE}`, roleBody, 'denied: ann does not hold what it would grant'],
    ['bob', `POST ${ROLE}`, roleBody, 'allowed'],
    ['cyd', `POST ${ROLE}`, roleBody, 'allowed'],
    ['ann', `POST ${ROLE}`, { ...roleBody, rules: [] }, 'allowed'],
    ['ann', `POST ${BINDING}`, bindingTo('ClusterRole', 'sec'), 'denied: ann does not hold what it would grant'],
    ['bob', `POST ${BINDING}`, bindingTo('ClusterRole', 'sec'), 'allowed'],
    ['cyd', `POST ${BINDING}`, bindingTo('ClusterRole', 'sec'), 'allowed'],
    ['cyd', `POST ${BINDING}`, bindingTo('ClusterRole', 'bob'), 'denied: cyd does not hold what it would grant'],
    [
      'bob',
      `POST ${BINDING}`,
      bindingTo('Role', 'none'),
      'denied: Role none does not exist, so only who may bind it can name it',
    ],
    ['ann', `POST ${ROLE}`, undefined, 'allowed, provided the user holds every rule that is written'],
    ['cyd', `POST ${ROLE}`, undefined, 'allowed'],
  ] as const)('%s: %s', (who, http, body, wanted) => {
    expect(said(request(from, who, http, body === undefined ? {} : { body }))).toBe(wanted);
  });

  it('name what the user lacks', () => {
    expect(request(from, 'ann', `POST ${ROLE}`, { body: roleBody })).toMatchObject({
      lacking: [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }],
    });
  });

  it('are free for members of system:masters', () => {
    const root = { name: 'root', groups: ['system:masters'] };
    expect(request(from, root, `POST ${BINDING}`, { body: bindingTo('Role', 'none') }).decision).toBe('allowed');
  });

  it('are looked at on every change but those of owners and finalizers', () => {
    const editor = context({ ann: ['patch roles.rbac.authorization.k8s.io'] }, JSON.stringify(roleBody));
    const changed = (metadata: JsonObject): string =>
      request(editor, 'ann', `PATCH ${ROLE}/r`, {
        body: { ...roleBody, metadata: { ...roleBody.metadata, ...metadata } },
      }).decision;
    expect(changed({ finalizers: ['x/y'] })).toBe('allowed');
    expect(changed({ labels: { a: 'b' } })).toBe('denied');
  });

  it('of roles that gather rules are for who holds everything', () => {
    const write = 'create clusterroles.rbac.authorization.k8s.io';
    const editor = context({ ann: [write], all: ['* *.*', '* *'], top: [] });
    const body = {
      apiVersion: RBAC,
      kind: 'ClusterRole',
      metadata: { name: 'sum' },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
    };
    const url = 'POST /apis/rbac.authorization.k8s.io/v1/clusterroles';
    expect(request(editor, 'ann', url, { body }).decision).toBe('denied');
    const rules = [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ];
    const roleRef = { kind: 'ClusterRole', name: 'everything' };
    const subjects = [{ kind: 'User', name: 'ann' }];
    const everything = [
      { apiVersion: RBAC, kind: 'ClusterRole', metadata: { name: 'everything' }, rules },
      { apiVersion: RBAC, kind: 'ClusterRoleBinding', metadata: { name: 'e' }, roleRef, subjects },
    ];
    const full = context({ ann: [write] }, everything.map((one) => JSON.stringify(one)).join('\n---\n'));
    expect(request(full, 'ann', url, { body }).decision).toBe('allowed');
  });
});

describe('impersonation', () => {
  const account = 'system:serviceaccount:shop:web';
  const rights = {
    [account]: ['get pods'],
    joe: ['get pods'],
    ann: ['impersonate users joe', 'impersonate groups devs'],
    bob: ['impersonate serviceaccounts'],
    cyd: ['impersonate:user-info users.authentication.k8s.io joe', 'impersonate-on:user-info:get pods'],
    dan: ['impersonate:serviceaccount serviceaccounts.authentication.k8s.io', 'impersonate-on:serviceaccount:get pods'],
  };
  const get = `GET ${PODS}/web`;
  it.each([
    ['ann', { user: 'joe', groups: [] }, get, 37, 'allowed'],
    ['ann', { user: 'joe', groups: ['devs'] }, get, 37, 'allowed'],
    ['ann', { user: 'joe', groups: ['ops'] }, get, 37, 'denied: ann may not impersonate groups "ops"'],
    ['ann', { user: 'kim', groups: [] }, get, 37, 'denied: ann may not impersonate users "kim"'],
    [
      'ann',
      { user: '', groups: ['devs'] },
      get,
      37,
      'denied: groups, uid and extra can be impersonated with a user only',
    ],
    [
      'ann',
      { user: 'joe', groups: [], uid: '7' },
      get,
      37,
      'denied: ann may not impersonate uids.authentication.k8s.io "7"',
    ],
    ['ann', { user: 'joe', groups: [] }, `DELETE ${PODS}/web`, 37, 'denied: joe may not delete pods "web" in shop'],
    ['bob', { user: account, groups: [] }, get, 37, 'allowed'],
    ['bob', { user: 'joe', groups: [] }, get, 37, 'denied: bob may not impersonate users "joe"'],
    ['cyd', { user: 'joe', groups: [] }, get, 37, 'allowed'],
    ['cyd', { user: 'joe', groups: [] }, get, 35, 'denied: cyd may not impersonate users "joe"'],
    ['cyd', { user: 'joe', groups: [] }, `DELETE ${PODS}/web`, 37, 'denied: cyd may not impersonate users "joe"'],
    ['dan', { user: account, groups: [] }, get, 37, 'allowed'],
    [
      'dan',
      { user: account, groups: ['devs'] },
      get,
      37,
      'denied: dan may not impersonate serviceaccounts "web" in shop',
    ],
  ] as const)('%s as %o: %s in 1.%i', (...[who, as, http, minor, wanted]) => {
    expect(said(request(context(rights, '', minor), who, http, { as }))).toBe(wanted);
  });

  it('of system:masters is possible in the old way only', () => {
    const as = { user: 'joe', groups: ['system:masters'] };
    const constrained = ['impersonate:user-info *.authentication.k8s.io', 'impersonate-on:user-info:get pods'];
    expect(request(context({ ann: constrained }), 'ann', get, { as }).decision).toBe('denied');
    const legacy = ['impersonate users', 'impersonate groups'];
    expect(request(context({ ann: legacy }), 'ann', get, { as }).decision).toBe('allowed');
  });

  it('of four groups at once asks for a name of * first', () => {
    const as = { user: 'joe', groups: ['a', 'b', 'c', 'd'] };
    const rules = [
      'impersonate:user-info users.authentication.k8s.io',
      'impersonate:user-info groups.authentication.k8s.io *',
      'impersonate-on:user-info:get pods',
    ];
    const from = context({ ann: rules, joe: ['get pods'] });
    expect(request(from, 'ann', get, { as }).decision).toBe('allowed');
    expect(request(from, 'ann', get, { as: { user: 'joe', groups: ['a'] } }).decision).toBe('denied');
  });

  it('of the own node is for accounts whose token is bound to it', () => {
    const rules = [
      'impersonate:associated-node nodes.authentication.k8s.io',
      'impersonate-on:associated-node:get pods',
    ];
    const from = context({ [account]: rules, 'system:node:n1': ['get pods'] });
    const as = { user: 'system:node:n1', groups: [] };
    expect(request(from, account, get, { as, boundNode: 'n1' }).decision).toBe('allowed');
    expect(request(from, account, get, { as, boundNode: 'n2' }).decision).toBe('denied');
    expect(request(from, account, get, { as }).decision).toBe('denied');
  });
});

describe('signers', () => {
  const csr = (status: object): string =>
    JSON.stringify({
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name: 'c' },
      spec: { signerName: 'example.com/x', request: '', usages: [] },
      status,
    });
  const url = '/apis/certificates.k8s.io/v1/certificatesigningrequests/c';
  const may = ['update certificatesigningrequests/approval.certificates.k8s.io'];
  const approve = 'approve signers.certificates.k8s.io';
  it.each([
    [may, 'denied: ann may not approve signers.certificates.k8s.io "example.com/*"'],
    [[...may, approve], 'allowed'],
    [[...may, `${approve} example.com/x`], 'allowed'],
    [[...may, `${approve} example.com/*`], 'allowed'],
    [[...may, `${approve} example.com/y`], 'denied: ann may not approve signers.certificates.k8s.io "example.com/*"'],
    [[approve], 'denied: ann may not update certificatesigningrequests/approval.certificates.k8s.io "c"'],
  ])('approval with %o', (rules, wanted) => {
    expect(said(request(context({ ann: rules }, csr({})), 'ann', `PUT ${url}/approval`))).toBe(wanted);
  });

  it('are asked on a status only where the certificate or the conditions change', () => {
    const from = context({ ann: ['update certificatesigningrequests/status.certificates.k8s.io'] }, csr({}));
    const put = (status: object): string =>
      request(from, 'ann', `PUT ${url}/status`, { body: JSON.parse(csr(status)) as JsonObject }).decision;
    expect(put({})).toBe('allowed');
    expect(put({ certificate: 'eA==' })).toBe('denied');
  });

  it('are a condition where the request is not in sight', () => {
    expect(said(request(context({ ann: may }), 'ann', `PUT ${url}/approval`))).toBe(
      'allowed, provided the user may approve for the signer of the object',
    );
  });
});

describe('parameters of admission policies', () => {
  const url = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
  const body = (spec: object): JsonObject => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'p' },
    spec: spec as JsonObject,
  });
  const make = 'create validatingadmissionpolicies.admissionregistration.k8s.io';
  it.each([
    [[make], {}, 'allowed'],
    [[make], { paramKind: { apiVersion: 'v1', kind: 'Secret' } }, 'denied'],
    [[make, 'get secrets'], { paramKind: { apiVersion: 'v1', kind: 'Secret' } }, 'allowed'],
    [[make, 'get secrets one'], { paramKind: { apiVersion: 'v1', kind: 'Secret' } }, 'denied'],
    [[make, 'get secrets'], { paramKind: { apiVersion: 'example.com/v1', kind: 'Unknown' } }, 'denied'],
  ])('%o for %o', (rules, spec, wanted) => {
    expect(request(context({ ann: rules }), 'ann', `POST ${url}`, { body: body(spec) }).decision).toBe(wanted);
  });
});

describe('resource claims', () => {
  const claim = (status: object): JsonObject => ({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { name: 'c', namespace: 'shop' },
    status: status as JsonObject,
  });
  const url = 'PUT /apis/resource.k8s.io/v1/namespaces/shop/resourceclaims/c/status';
  const status = 'update resourceclaims/status.resource.k8s.io';
  const node = { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }] };
  const allocation = { nodeSelector: node };
  const devices = [{ driver: 'gpu.example.com', pool: 'p', device: 'd' }];
  it.each([
    [[status], {}, { allocation }, 37, 'denied'],
    [[status], {}, { allocation }, 34, 'allowed'],
    [[status, 'update resourceclaims/binding.resource.k8s.io'], {}, { allocation }, 37, 'allowed'],
    [[status], { allocation }, { allocation, devices }, 37, 'denied'],
    [
      [status, 'arbitrary-node:update resourceclaims/driver.resource.k8s.io'],
      { allocation },
      { allocation, devices },
      37,
      'allowed',
    ],
    [
      [status, 'associated-node:update resourceclaims/driver.resource.k8s.io'],
      { allocation },
      { allocation, devices },
      37,
      'allowed',
    ],
  ] as const)('%o from %o to %o in 1.%i', (...[rules, before, after, minor, wanted]) => {
    const who = 'system:serviceaccount:kube-system:driver';
    const more = { before: claim(before), body: claim(after), boundNode: 'n1' };
    expect(request(context({ [who]: rules }, '', minor), who, url, more).decision).toBe(wanted);
  });
});
