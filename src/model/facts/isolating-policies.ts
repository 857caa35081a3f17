import { answer } from '../cluster/index.ts';
import { formatPath } from '../json.ts';
import { matchesSelector, objectAt, podLabels, stringsAt } from '../kube/index.ts';
import { objectKeyOf } from './keys.ts';
import type { FactDefinition, IsolatingPolicy } from './types.ts';
import type { KubeObject } from '../cluster/index.ts';

const KIND = 'NetworkPolicy.networking.k8s.io';

/** The directions that a NetworkPolicy isolates: policyTypes, or Ingress always and Egress when there are egress rules. */
function directionsOf(policy: KubeObject): { readonly ingress: boolean; readonly egress: boolean } {
  const spec = objectAt(policy.data, 'spec');
  const types = stringsAt(spec, 'policyTypes');
  if (types.length > 0) return { ingress: types.includes('Ingress'), egress: types.includes('Egress') };
  const rules = spec['egress'];
  return { ingress: true, egress: Array.isArray(rules) && rules.length > 0 };
}

/**
 * The `isolating-policies` fact: the NetworkPolicies of its namespace that select a workload's pods, with the directions they isolate.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export const isolatingPoliciesFact: FactDefinition<'isolating-policies'> = {
  name: 'isolating-policies',
  kinds: [KIND],
  facts: [],
  keyOf: (workload) => `${objectKeyOf(workload.object)}\u0000${formatPath(workload.root)}`,
  derive(workload, view) {
    const labels = podLabels(workload.template);
    const policies = view.list(KIND, workload.object.ref.namespace);
    const items = policies.items.flatMap((policy): readonly IsolatingPolicy[] => {
      // podSelector is required; the API server decodes a missing one as {}, which selects every pod.
      const selector = objectAt(objectAt(policy.data, 'spec'), 'podSelector');
      return matchesSelector(selector, labels) ? [{ policy, ...directionsOf(policy) }] : [];
    });
    return answer(items, policies.gaps);
  },
};
