import { describe, expect, test } from 'vitest';
import { PROVIDERS } from '../../../test/support/providers.ts';
import { CHECKS, kindsRead, PROFILES } from '../../engines/posture/index.ts';
import { isList, isObject, type JsonObject, textOf } from '../../model/json.ts';
import { activateChecks } from '../settings/index.ts';
import { minimalRoles, type RoleOrder } from './minimal-role.ts';

const ORDER: RoleOrder = {
  kinds: ['Namespace', 'Pod', 'Secret', 'Deployment.apps', 'ClusterRole.rbac.authorization.k8s.io'],
  secrets: 'none',
  extraTemplates: {},
  name: 'merlon',
  namespaces: [],
  serviceAccount: undefined,
};

/** Rules as `group/resource verbs`. */
function rulesOf(object: JsonObject | undefined): readonly string[] {
  const rules = object?.['rules'];
  const texts = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.map((one) => (typeof one === 'string' ? one : '?')) : [];
  return (isList(rules) ? rules.filter(isObject) : []).flatMap((rule) =>
    texts(rule['apiGroups']).flatMap((group) =>
      texts(rule['resources']).map((resource) => `${group}/${resource} ${texts(rule['verbs']).join(',')}`),
    ),
  );
}

const roles = (more: Partial<RoleOrder> = {}): readonly JsonObject[] => minimalRoles({ ...ORDER, ...more });
const kindsOf = (objects: readonly JsonObject[]): readonly string[] => objects.map(({ kind }) => textOf(kind));
const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions list,watch';

describe('minimal roles', () => {
  test('list and watch what was named, definitions, and nothing else', () => {
    expect(kindsOf(roles())).toEqual(['ClusterRole']);
    expect(rulesOf(roles()[0])).toEqual([
      '/namespaces list,watch',
      '/pods list,watch',
      DEFINITIONS,
      'apps/deployments list,watch',
      'rbac.authorization.k8s.io/clusterroles list,watch',
    ]);
  });

  test('name Secrets on request only', () => {
    expect(rulesOf(roles({ secrets: 'types' })[0])).toContain('/secrets list,watch');
    expect(JSON.stringify(roles())).not.toContain('secrets');
    // Nor when nobody asks for them.
    expect(JSON.stringify(roles({ kinds: ['Pod'], secrets: 'types' }))).not.toContain('secrets');
  });

  test('with * read every kind that holds pods, custom resources of the settings too', () => {
    const rules = rulesOf(
      roles({ kinds: ['*'], extraTemplates: { 'Training.batch.example': [['spec', 'template']] } })[0],
    );
    for (const one of ['/pods', 'apps/daemonsets', 'batch/cronjobs', 'batch.example/trainings'])
      expect(rules).toContain(`${one} list,watch`);
    expect(rules.some((rule) => rule.startsWith('extensions/') || rule.includes('*'))).toBe(false);
  });

  test('give what lives in namespaces there only', () => {
    const objects = roles({ namespaces: ['shop', 'ops'], serviceAccount: { namespace: 'security', name: 'sa' } });
    expect(kindsOf(objects)).toEqual([
      'ClusterRole',
      'ClusterRoleBinding',
      'Role',
      'RoleBinding',
      'Role',
      'RoleBinding',
    ]);
    expect(rulesOf(objects[0])).toEqual([
      '/namespaces list,watch',
      DEFINITIONS,
      'rbac.authorization.k8s.io/clusterroles list,watch',
    ]);
    expect(rulesOf(objects[2])).toEqual(['/pods list,watch', 'apps/deployments list,watch']);
    expect(objects[3]).toMatchObject({
      metadata: { name: 'merlon', namespace: 'shop' },
      roleRef: { kind: 'Role', name: 'merlon' },
      subjects: [{ kind: 'ServiceAccount', namespace: 'security', name: 'sa' }],
    });
  });
});

describe('what a scan reads', () => {
  const activeOf = (id: string): ReturnType<typeof activateChecks> =>
    PROFILES.filter((one) => one.id === id).flatMap((profile) => activateChecks(CHECKS, profile, {}));
  const kinds = kindsRead(
    activeOf('recommended').map(({ check }) => check),
    PROVIDERS,
  );

  test('is what its checks declare: Namespaces always, each once, sorted', () => {
    expect(kindsRead([], PROVIDERS)).toEqual(['Namespace']);
    expect(kinds).toEqual([...new Set(kinds)].toSorted());
    expect(kinds).toContain('*');
    const declared = activeOf('recommended').flatMap(({ check }) =>
      check.scope === 'template' ? [] : check.reads.kinds,
    );
    expect(declared.length).toBeGreaterThan(0);
    expect(declared.filter((gk) => !kinds.includes(gk))).toEqual([]);
  });

  test('is what the role of the recommended profile lets it read', () => {
    expect(rulesOf(roles({ kinds })[0])).toMatchInlineSnapshot(`
      [
        "/configmaps list,watch",
        "/limitranges list,watch",
        "/namespaces list,watch",
        "/pods list,watch",
        "/podtemplates list,watch",
        "/replicationcontrollers list,watch",
        "/serviceaccounts list,watch",
        "apiextensions.k8s.io/customresourcedefinitions list,watch",
        "apps/daemonsets list,watch",
        "apps/deployments list,watch",
        "apps/replicasets list,watch",
        "apps/statefulsets list,watch",
        "apps.kruise.io/advancedcronjobs list,watch",
        "apps.kruise.io/broadcastjobs list,watch",
        "apps.kruise.io/clonesets list,watch",
        "apps.kruise.io/daemonsets list,watch",
        "apps.kruise.io/statefulsets list,watch",
        "apps.kruise.io/uniteddeployments list,watch",
        "apps.openshift.io/deploymentconfigs list,watch",
        "argoproj.io/rollouts list,watch",
        "batch/cronjobs list,watch",
        "batch/jobs list,watch",
        "batch.volcano.sh/jobs list,watch",
        "jobset.x-k8s.io/jobsets list,watch",
        "keda.sh/scaledjobs list,watch",
        "kubeflow.org/mpijobs list,watch",
        "kubeflow.org/notebooks list,watch",
        "kubeflow.org/pytorchjobs list,watch",
        "kubeflow.org/tfjobs list,watch",
        "kubeflow.org/xgboostjobs list,watch",
        "leaderworkerset.x-k8s.io/leaderworkersets list,watch",
        "networking.k8s.io/networkpolicies list,watch",
        "ray.io/rayclusters list,watch",
        "ray.io/rayjobs list,watch",
        "ray.io/rayservices list,watch",
        "rbac.authorization.k8s.io/clusterrolebindings list,watch",
        "rbac.authorization.k8s.io/clusterroles list,watch",
        "rbac.authorization.k8s.io/rolebindings list,watch",
        "rbac.authorization.k8s.io/roles list,watch",
        "serving.knative.dev/configurations list,watch",
        "serving.knative.dev/revisions list,watch",
        "serving.knative.dev/services list,watch",
        "sources.knative.dev/containersources list,watch",
      ]
    `);
  });
});
