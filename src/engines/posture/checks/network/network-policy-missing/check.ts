import type { Gap } from '../../../../../model/cluster/index.ts';
import { freeName, type IsolatingPolicy, POLICY, type View, type Workload } from '../../../../../model/facts/index.ts';
import { boolAt } from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { workloadCheck } from '../../../contract.ts';

const DIRECTIONS = ['Ingress', 'Egress'] as const;

type Direction = (typeof DIRECTIONS)[number];

/** A policy for the whole namespace, since that is what a person would add: it also covers the workloads to come. */
function denyAll(workload: Workload, direction: Direction, view: View): FixPlan {
  const { namespace } = workload.object.ref;
  const name = freeName(`default-deny-${direction.toLowerCase()}`, workload.object, view);
  return {
    class: 'may-break',
    title: `deny ${direction.toLowerCase()} by default in the namespace`,
    ops: [],
    added: [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name, namespace },
        spec: { podSelector: {}, policyTypes: [direction] },
      },
    ],
    breaksIf: `pods of the namespace rely on ${direction === 'Ingress' ? 'being reached' : 'reaching out'} without a policy that allows it`,
  };
}

/** Of a policy that hangs on a label whose value a controller chooses nobody knows whether it selects the pods. */
function doubtsOf({ policy: { gk, ref }, hangsOn }: IsolatingPolicy): readonly Gap[] {
  if (hangsOn === undefined) return [];
  const reason = `it selects by the value of ${hangsOn}, which the controller of the pods may choose`;
  return [{ gk, namespace: ref.namespace, name: ref.name, state: 'unreadable', reason }];
}

function judgeDirection(workload: Workload, direction: Direction, view: View): Judgement {
  const at = { path: ['metadata', 'labels'], value: workload.template.metadata['labels'] };
  const name = direction.toLowerCase();
  const { items, gaps } = view.fact('isolating-policies', workload);
  const policies = items.filter((one) => (direction === 'Ingress' ? one.ingress : one.egress));
  const doubts = policies.flatMap(doubtsOf);
  if (doubts.length < policies.length) return { rule: `${name}-isolated`, ...at };
  return { rule: `${name}-open`, ...at, fix: denyAll(workload, direction, view), gaps: [...doubts, ...gaps] };
}

/** Whether any NetworkPolicy isolates a workload's pods, each direction for itself, see doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [POLICY], facts: ['isolating-policies'] },
  meta: {
    id: 'network-policy-missing',
    topic: 'network',
    title: 'No network policy isolates the pods',
    severity: 'medium',
    why: 'Without a policy every pod of the cluster can reach these pods, and they can reach everything: one break-in is a foothold everywhere.',
    remedy: 'Deny by default in the namespace, then allow the connections that are needed.',
    practices: ['P6'],
    ids: {
      kubescape: ['C-0260'],
      kubeLinter: ['non-isolated-pod'],
      polaris: ['missingNetworkPolicy'],
      checkov: ['CKV2_K8S_6'],
      kubeScore: ['pod-networkpolicy'],
      kyverno: ['require-netpol'],
    },
    rules: {
      'ingress-open': {
        verdict: 'fail',
        text: 'no NetworkPolicy isolates these pods for ingress: anything may connect to them',
      },
      'egress-open': {
        verdict: 'fail',
        text: 'no NetworkPolicy isolates these pods for egress: they may connect to anything',
      },
      'ingress-isolated': { verdict: 'pass', text: 'a NetworkPolicy isolates these pods for ingress' },
      'egress-isolated': { verdict: 'pass', text: 'a NetworkPolicy isolates these pods for egress' },
      'host-network': {
        verdict: 'not-applicable',
        text: 'the pods use the node’s network, where NetworkPolicy has no defined effect',
      },
    },
    options: {
      directions: {
        type: 'strings',
        default: ['Ingress', 'Egress'],
        values: DIRECTIONS,
        nonEmpty: true,
        doc: 'Directions in which isolation is wanted: Ingress, Egress or both. Kubescape and kube-linter are content with either.',
      },
    },
    fixable: true,
  },
  *judge(workload, view, { directions }) {
    if (boolAt(workload.template.spec, 'hostNetwork') === true) {
      yield { rule: 'host-network', path: ['spec', 'hostNetwork'], value: true };
      return;
    }
    for (const direction of DIRECTIONS) {
      if (directions.includes(direction)) yield judgeDirection(workload, direction, view);
    }
  },
});
