import type { PolicyRule } from '../../../../../model/kube/index.ts';
import type { FixPlan } from '../../../../../model/verdicts/index.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

const INSTEAD = ['nodes/metrics', 'nodes/stats', 'nodes/log'];

/** Where the rule names it; what else `*` is used for is not known. */
function narrow({ resources }: PolicyRule, index: number): FixPlan | undefined {
  if (!resources.includes('nodes/proxy') || resources.includes('*') || resources.includes('*/proxy')) return undefined;
  const value = [...new Set(resources.flatMap((one) => (one === 'nodes/proxy' ? INSTEAD : [one])))];
  return {
    class: 'may-break',
    title: 'give metrics, statistics and logs of nodes instead of the whole kubelet',
    ops: [{ op: 'set', path: ['rules', index, 'resources'], value }],
    breaksIf: 'the holder uses other paths of the kubelet',
  };
}

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-node-proxy',
  title: 'Role reaches kubelets through the API',
  why: 'The kubelet takes a GET for running a command, so that reading `nodes/proxy` is a shell in every pod of the node.',
  remedy: 'Use `nodes/metrics`, `nodes/stats` and `nodes/log` instead.',
  ids: {
    kubescape: ['C-0279'],
    trivy: ['KSV-0047'],
    checkov: ['CKV2_K8S_2'],
    kyverno: ['restrict-clusterrole-nodesproxy'],
  },
  fix: narrow,
});
