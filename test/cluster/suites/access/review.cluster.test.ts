import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessReviewReport } from '../../../../src/outcomes/access-review/index.ts';
import { type ControlPlane, startControlPlane, VERSIONS } from '../../index.ts';
import { applyShop, kubectl, merlon } from '../live/support.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

describe.each(VERSIONS)('a review of API server %s', (version) => {
  let plane: ControlPlane;
  let admin: string;
  beforeAll(async () => {
    plane = await startControlPlane({ version, controllers: ['clusterrole-aggregation-controller'] });
    admin = await plane.kubeconfig();
    await applyShop(plane);
  });
  afterAll(() => plane.stop());

  async function review(kubeconfig: string, ...args: readonly string[]): Promise<AccessReviewReport> {
    const { code, stdout, stderr } = await merlon(
      kubeconfig,
      'access',
      'review',
      '--cluster',
      '-o',
      'json',
      '--quiet',
      ...args,
    );
    if (stdout === '') throw new Error(`exit code ${code}: ${stderr}`);
    return JSON.parse(stdout) as AccessReviewReport;
  }

  const ownOf = ({ subjects }: AccessReviewReport): readonly string[] =>
    subjects
      .filter(({ builtIn, holdings }) => !builtIn && holdings.length > 0)
      .map(({ namespace, name }) => `${namespace}/${name}`);

  test('knows what the server makes itself as such, and nothing else', async () => {
    const report = await review(admin);
    expect([report.complete, report.gaps]).toEqual([true, []]);
    expect(report.changed).toEqual([]);
    expect(ownOf(report)).toEqual(['ops/build-runner']);
    // Every account that a built-in binding names is one of a controller that may not run here.
    expect(report.dangling.filter(({ binding }) => binding.object.name.startsWith('system:'))).toEqual([]);
  });

  test('says the same to an account that holds the role of `rbac print --for access` alone', async () => {
    const account = ['--service-account', 'security/auditor', '--name', 'merlon-access'];
    await plane.createNamespace('security');
    await kubectl(plane, 'create', 'serviceaccount', 'auditor', '--namespace', 'security');
    const printed = await merlon(admin, 'rbac', 'print', '--for', 'access', '-o', 'json', ...account);
    const { items } = JSON.parse(printed.stdout) as { readonly items: readonly { readonly kind: string }[] };
    for (const body of items)
      await plane.admin.send('POST', `${RBAC}/${body.kind.toLowerCase()}s`, { body: body as never });
    const asAccount = ['--as', 'system:serviceaccount:security:auditor'];
    const [theirs, ours] = [await review(admin, ...asAccount), await review(admin)];
    expect(theirs.gaps).toEqual([]);
    expect({ ...theirs, targets: [] }).toEqual({ ...ours, targets: [] });
  });

  test('finds a subject that was added to a built-in binding, and a rule to a built-in role', async () => {
    const path = `${RBAC}/clusterrolebindings/system:basic-user`;
    const body = [
      { op: 'add', path: '/subjects/-', value: { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'eve' } },
    ];
    await plane.admin.send('PATCH', path, { body, contentType: 'application/json-patch+json' });
    const rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
    const role = [{ op: 'add', path: '/rules/-', value: rule }];
    await plane.admin.send('PATCH', `${RBAC}/clusterroles/system:basic-user`, {
      body: role,
      contentType: 'application/json-patch+json',
    });
    const report = await review(admin);
    expect(report.changed.map(({ object, changes }) => [object.object.kind, changes])).toEqual([
      ['ClusterRole', ['gives get on secrets of core']],
      ['ClusterRoleBinding', ['is bound to User eve']],
    ]);
    // Everyone who logs in reads Secrets now, by what looks like a built-in.
    expect(ownOf(report)).toContain('/system:authenticated');
    const { stdout } = await merlon(
      admin,
      'scan',
      '--cluster',
      '--check',
      'rbac-builtin-changed',
      '-o',
      'json',
      '--quiet',
      '--platform',
    );
    const { findings } = JSON.parse(stdout) as {
      readonly findings: readonly { readonly object: { readonly kind: string } }[];
    };
    expect(findings.map(({ object }) => object.kind).toSorted()).toEqual(['ClusterRole', 'ClusterRoleBinding']);
  });
});
