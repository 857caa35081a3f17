import { expect, it } from 'vitest';
import { brief, reportOf } from '../../../test/support/reports.ts';

const HEAD = 'apiVersion: rbac.authorization.k8s.io/v1';

function environment(resource: string): string {
  return `${HEAD}
kind: ClusterRole
metadata: {name: app}
rules: [{apiGroups: [""], resources: [${resource}], verbs: [get, list]}]
---
${HEAD}
kind: ClusterRoleBinding
metadata: {name: app}
subjects: [{kind: ServiceAccount, name: app, namespace: app}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: app}
`;
}

it('weighs a role by who holds it also where another file defines it again', async () => {
  const severities = async (texts: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const { report } = await reportOf(texts, { complete: true });
    const secrets = [...report.findings()].filter(({ check }) => check === 'rbac-read-secrets');
    return secrets.map((finding) => `${finding.severity} ${brief(finding)}`);
  };
  const [prod, dev] = [environment('secrets'), environment('pods')];
  for (const names of [
    ['a.yaml', 'b.yaml'],
    ['b.yaml', 'a.yaml'],
  ] as const) {
    const alone = await severities({ [names[0]]: prod });
    expect(alone).toHaveLength(1);
    expect(alone[0]).toMatch(/^high /);
    expect(await severities({ [names[0]]: prod, [names[1]]: dev })).toEqual(alone);
  }
});
