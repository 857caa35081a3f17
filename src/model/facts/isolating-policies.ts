import { answer } from '../cluster/index.ts';
import { formatPath, type JsonObject } from '../json.ts';
import {
  InvalidFieldError,
  isBuiltIn,
  matchesSelector,
  objectAt,
  objectsAt,
  podLabels,
  stringAt,
  stringMapAt,
  stringsAt,
} from '../kube/index.ts';
import { controllerLabels, type ControllerLabels } from './controller-labels.ts';
import { objectKeyOf } from './keys.ts';
import type { FactDefinition, IsolatingPolicy } from './types.ts';
import type { KubeObject } from '../cluster/index.ts';

const KIND = 'NetworkPolicy.networking.k8s.io';

/** The directions that a NetworkPolicy isolates: policyTypes, or Ingress always and Egress when there are egress rules. */
function directionsOf(policy: KubeObject): { readonly ingress: boolean; readonly egress: boolean } {
  const spec = objectAt(policy.data, 'spec');
  const types = stringsAt(spec, 'policyTypes');
  if (!types.every((type) => type === 'Ingress' || type === 'Egress'))
    throw new InvalidFieldError('policyTypes', 'a list of Ingress and Egress');
  if (types.length > 0) return { ingress: types.includes('Ingress'), egress: types.includes('Egress') };
  const rules = spec['egress'];
  return { ingress: true, egress: Array.isArray(rules) && rules.length > 0 };
}

interface PodLabels {
  readonly known: Readonly<Record<string, string>>;
  readonly added: ControllerLabels;
  /** Whether the controller is not known, and may add any label that the template does not have. */
  readonly more: boolean;
}

/** One thing that a selector asks for, as a selector of its own. */
interface Demand {
  readonly selector: JsonObject;
  readonly key: string;
  readonly values: readonly string[];
}

function demandsOf(selector: JsonObject): readonly Demand[] {
  const labels = Object.entries(stringMapAt(selector, 'matchLabels')).map(([key, value]) => ({
    selector: { matchLabels: { [key]: value } },
    key,
    values: [value],
  }));
  const expressions = objectsAt(selector, 'matchExpressions').map((expression) => ({
    selector: { matchExpressions: [expression] },
    key: stringAt(expression, 'key') ?? '',
    values: stringsAt(expression, 'values'),
  }));
  return [...labels, ...expressions];
}

/** No label has such a value: it stands for all values that a selector does not name. */
const ANOTHER = '\u0000';

/** The values that a label may have, undefined for none: one, or those that matter to a demand. */
function possibleValues({ known, added, more }: PodLabels, { key, values }: Demand): readonly (string | undefined)[] {
  const label = Object.hasOwn(added, key) ? added[key] : undefined;
  if (typeof label === 'string') return [label];
  if (label !== undefined) return [...values.filter((one) => label.mayBe(one)), ANOTHER];
  if (Object.hasOwn(known, key)) return [known[key]];
  return more ? [undefined, ...values, ANOTHER] : [undefined];
}

/** Whether pods meet a demand; undefined where it hangs on a value that their controller chooses. */
function meets(labels: PodLabels, demand: Demand): boolean | undefined {
  const { selector, key } = demand;
  const answers = new Set(
    possibleValues(labels, demand).map((value) =>
      matchesSelector(selector, value === undefined ? labels.known : { ...labels.known, [key]: value }),
    ),
  );
  return answers.size === 1 ? answers.has(true) : undefined;
}

/** Whether a selector asks for a label that a controller adds or may add: most do not, and take no more than a look. */
function asksFor(selector: JsonObject, { known, added, more }: PodLabels): boolean {
  const isOpen = (key: string): boolean => Object.hasOwn(added, key) || (more && !Object.hasOwn(known, key));
  return (
    Object.keys(stringMapAt(selector, 'matchLabels')).some(isOpen) ||
    objectsAt(selector, 'matchExpressions').some((one) => isOpen(stringAt(one, 'key') ?? ''))
  );
}

/** Whether a selector selects pods; the key of a label that it hangs on, where nobody can know. */
function selects(selector: JsonObject, labels: PodLabels): boolean | { readonly hangsOn: string } {
  if (!asksFor(selector, labels)) return matchesSelector(selector, labels.known);
  let hangsOn: string | undefined;
  let isRefused = false;
  // All are asked, so that a demand that the API server refuses is noticed wherever it stands.
  for (const demand of demandsOf(selector)) {
    const met = meets(labels, demand);
    if (met === undefined) hangsOn ??= demand.key;
    isRefused ||= met === false;
  }
  if (isRefused) return false;
  return hangsOn === undefined ? true : { hangsOn };
}

/**
 * The `isolating-policies` fact: the NetworkPolicies of its namespace that select a workload's pods, with the directions they isolate. Labels that controllers add to
 * pods count: where a selector hangs on a value that they choose, the policy is among the items with what it hangs on.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export const isolatingPoliciesFact: FactDefinition<'isolating-policies'> = {
  name: 'isolating-policies',
  kinds: [KIND],
  facts: [],
  keyOf: (workload) => `${objectKeyOf(workload.object)}\u0000${formatPath(workload.root)}`,
  derive(workload, view) {
    const known = podLabels(workload.template);
    const policies = view.list(KIND, workload.object.ref.namespace);
    // Of a custom kind nobody here knows what its controller adds.
    const more = !isBuiltIn(workload.object.gk);
    const labels = { known, added: controllerLabels(workload.object, view.minor), more };
    const items = policies.items.flatMap((policy): readonly IsolatingPolicy[] => {
      // podSelector is required; the API server decodes a missing one as {}, which selects every pod.
      const selected = selects(objectAt(objectAt(policy.data, 'spec'), 'podSelector'), labels);
      if (selected === false) return [];
      return [{ policy, ...directionsOf(policy), ...(selected === true ? {} : selected) }];
    });
    return answer(items, policies.gaps);
  },
};
