import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bind, contextWith, RBAC, SUBJECT, use, WEB } from '../../../../test/support/least-privilege.ts';
import { isObject, type JsonObject, stringifyJson, textOf, valueAt } from '../../../model/json.ts';
import { rulesOf, uncoveredRules, type UserInfo } from '../../../model/kube/index.ts';
import { canRequest } from '../can-request/index.ts';
import { planLeastPrivilege, type Use } from './index.ts';
import { requestOf } from './needs.ts';
import type { PlanContext } from './plan.ts';

const GROUPS = { rbac: 'rbac.authorization.k8s.io', csr: 'certificates.k8s.io', auth: 'authentication.k8s.io' };
const names = (...some: readonly string[]): fc.Arbitrary<readonly string[]> => fc.subarray([...some]);
const rule = (
  group: string,
  resources: readonly string[],
  verbs: readonly string[],
  ...some: readonly string[]
): fc.Arbitrary<JsonObject> =>
  fc.record({
    apiGroups: fc.constantFrom([group], ['*']),
    resources: fc.subarray([...resources, '*'], { minLength: 1 }),
    verbs: fc.subarray([...verbs, '*'], { minLength: 1 }),
    resourceNames: names(...some).map((list) => [...list]),
  });
const randomRule: fc.Arbitrary<JsonObject> = fc.oneof(
  rule('', ['configmaps', 'pods', 'pods/exec', '*/exec'], ['get', 'list', 'patch', 'create'], 'x', 'y', 'run-x7k2p'),
  rule(
    GROUPS.rbac,
    ['clusterroles', 'roles', 'rolebindings'],
    ['create', 'update', 'bind', 'escalate'],
    'edit',
    'view',
  ),
  rule(GROUPS.csr, ['signers', 'certificatesigningrequests/approval'], ['approve', 'update'], 'a.io/one', 'a.io/*'),
  rule('', ['users', 'groups', 'serviceaccounts'], ['impersonate'], 'alice', 'devs', 'bob'),
  rule(GROUPS.auth, ['users', 'groups', 'uids'], ['impersonate', 'impersonate:user-info'], 'alice', 'devs', '*', 'u1'),
  rule('', ['configmaps'], ['impersonate-on:user-info:get', 'impersonate-on:user-info:patch']),
  fc.constantFrom(['*'], ['/metrics/*'], ['/metrics/a', '/logs']).map((urls) => ({
    nonResourceURLs: urls,
    verbs: ['get'],
  })),
);

const alices: fc.Arbitrary<UserInfo> = fc
  .constantFrom([], ['devs'], ['devs', 'a', 'b', 'c'])
  .map((groups) => ({ name: 'alice', groups: [...groups, 'system:authenticated'] }));
const randomUse: fc.Arbitrary<Use> = fc
  .record({
    text: fc.constantFrom(
      ...['get', 'patch'].flatMap((verb) => ['x', 'y', 'run-x7k2p'].map((name) => `${verb} configmaps shop ${name}`)),
      ...['a', 'b', 'c', 'd'].map((space) => `get configmaps ${space} x`),
      ...['a', 'b', 'c', 'shop'].map((space) => `create rolebindings.${GROUPS.rbac} ${space}`),
      `create clusterroles.${GROUPS.rbac} -`,
      `update roles.${GROUPS.rbac} shop edit`,
      `update certificatesigningrequests.${GROUPS.csr}/approval - csr-1`,
      'get pods/exec shop x',
      'list pods shop',
      'get /metrics/a',
      'get /metrics/*',
      'get configmaps shop',
    ),
    count: fc.integer({ min: 1, max: 3 }),
    created: fc.boolean(),
    as: fc.option(alices, { nil: undefined, freq: 2 }),
    uid: fc.constantFrom('', 'u1'),
    constraint: fc.constantFrom('', 'impersonate:user-info'),
  })
  .map(({ text, count, created, as, uid, constraint }) => {
    const isFolded = text === 'get /metrics/*' || text === 'get configmaps shop';
    const more = { count, created: created && text.startsWith('patch'), folded: isFolded };
    // More names than a log keeps are in no rule: for those `impersonate-on` is held without names, or not at all.
    if (as === undefined || isFolded) return use(text, more);
    const noted = { user: as.name, groups: as.groups, uid, constraint };
    return use(text, { ...more, user: as, impersonator: WEB, as: noted });
  });

/** What stands for many was allowed name by name. */
function wasAllowed({ access, cluster }: PlanContext, one: Use): boolean {
  const context = { access, cluster, minor: cluster.version.minor };
  const { attributes, as } = one;
  const named = one.folded
    ? ['x', 'y', 'run-x7k2p'].map((name) =>
        attributes.kind === 'url' ? { ...attributes, path: '/metrics/a' } : { ...attributes, name },
      )
    : [attributes];
  return named.some((real) => {
    if (as === undefined)
      return canRequest(context, WEB, { ...requestOf(one), attributes: real }).decision === 'allowed';
    const { constraint: _way, groups, ...headers } = as;
    const asked = { ...headers, groups: groups.filter((group) => group !== 'system:authenticated') };
    return canRequest(context, WEB, { ...requestOf(one), attributes: real, as: asked }).decision === 'allowed';
  });
}

function roleWith(rules: readonly JsonObject[]): string {
  return `${RBAC}kind: ClusterRole\nmetadata: {name: own}\nrules: ${stringifyJson([...rules])}\n`;
}

it('no role says more than what is held today, and all that was done stays allowed', () => {
  const inSpace = (space: string): string =>
    bind('web', SUBJECT, 'own').replace(
      'ClusterRoleBinding\nmetadata: {',
      `RoleBinding\nmetadata: {namespace: ${space}, `,
    );
  const bindings = fc.constantFrom([''], ['shop'], ['a', 'b', 'c', 'd', 'shop']);
  fc.assert(
    fc.property(
      fc.array(randomRule, { minLength: 1, maxLength: 8 }),
      fc.array(randomUse, { minLength: 1, maxLength: 14 }),
      bindings,
      (rules, uses, spaces) => {
        const own = spaces.map((space) => (space === '' ? bind('web', SUBJECT, 'own') : inSpace(space)));
        const context = contextWith([roleWith(rules), ...own, bind('alice', '{kind: User, name: alice}')], []);
        const done = uses.filter((one) => wasAllowed(context, one));
        const plan = planLeastPrivilege([WEB], { ...context, uses: done });
        expect(plan.subjects[0]?.refused).toEqual([]);
        const objects = plan.subjects[0]?.objects ?? [];
        for (const { roleRef, metadata } of objects) {
          const made = objects.find((one) => isObject(roleRef) && isBoundRole(one, roleRef, metadata));
          const scope = textOf(valueAt(metadata, ['namespace']));
          if (made === undefined) continue;
          expect(uncoveredRules(context.access.rulesFor(WEB, scope), rulesOf(made)), scope).toEqual([]);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

function isBoundRole(object: JsonObject, roleRef: JsonObject, metadata: JsonObject[string]): boolean {
  const [kind, name] = [textOf(object['kind']), textOf(valueAt(object, ['metadata', 'name']))];
  if (kind !== textOf(roleRef['kind']) || name !== textOf(roleRef['name'])) return false;
  const place = (value: JsonObject[string]): string => textOf(valueAt(value, ['namespace']));
  return kind === 'ClusterRole' || place(object['metadata']) === place(metadata);
}
