import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-read-secrets',
  title: 'Role reads Secrets',
  why: 'Secrets hold the credentials of everything else; whoever lists them has them all.',
  remedy: 'Name the Secrets that are used in `resourceNames`, and give `get` only.',
  ids: {
    kubescape: ['C-0015', 'C-0186'],
    trivy: ['KSV-0041', 'KSV-0113'],
    kubeLinter: ['access-to-secrets'],
    checkov: ['CKV2_K8S_5'],
    kyverno: ['restrict-secret-role-verbs'],
  },
});
