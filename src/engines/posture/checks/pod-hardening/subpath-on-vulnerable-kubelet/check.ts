import type { Answer, Gap, KubeObject } from '../../../../../model/cluster/index.ts';
import { isObject, textOf } from '../../../../../model/json.ts';
import { type Container, objectsAt, stringAt } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { workloadCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

/** The first fixed patch of each minor that has vulnerable ones; older minors were not fixed. */
const FIXED: ReadonlyMap<number, number> = new Map([
  [19, 15],
  [20, 11],
  [21, 5],
  [22, 2],
]);
const OLDEST_FIXED = 19;
const SUB_PATHS = ['subPath', 'subPathExpr'] as const;

type Found = Pick<Judgement, 'path' | 'value'>;

/** Whether a node's kubelet has the flaw; undefined when the node does not say its version. */
function isVulnerable({ data }: KubeObject): boolean | undefined {
  const status = data['status'];
  const info = isObject(status) ? status['nodeInfo'] : undefined;
  const version = isObject(info) ? info['kubeletVersion'] : undefined;
  const match = /^v1\.(\d{1,3})\.(\d{1,4})/.exec(textOf(version));
  if (match === null) return undefined;
  const minor = Number(match[1]);
  return minor < OLDEST_FIXED || Number(match[2]) < (FIXED.get(minor) ?? 0);
}

/** Why no node with the flaw is not yet "no node has the flaw": nodes that were not seen, and nodes that do not say their version. */
function gapsOf(nodes: Answer<KubeObject>): readonly Gap[] {
  const silent = nodes.items.find((node) => isVulnerable(node) === undefined);
  if (silent === undefined) return nodes.gaps;
  const { namespace, name } = silent.ref;
  return [...nodes.gaps, { gk: silent.gk, namespace, name, state: 'unreadable', reason: 'kubelet version not given' }];
}

/** The first mount of a part of a volume; the kubelet treats both spellings alike. */
function subPathOf(container: Container): Found | undefined {
  for (const [index, mount] of objectsAt(container.data, 'volumeMounts').entries()) {
    const field = SUB_PATHS.find((one) => (stringAt(mount, one) ?? '') !== '');
    if (field !== undefined) return { path: [...container.path, 'volumeMounts', index, field], value: mount[field] };
  }
  return undefined;
}

function judgeContainer(container: Container, nodes: Answer<KubeObject>): Judgement {
  const found = subPathOf(container);
  if (found === undefined)
    return { rule: 'no-sub-path', container: container.name, path: [...container.path, 'volumeMounts'] };
  const at = { container: container.name, ...found };
  const node = nodes.items.find((one) => isVulnerable(one) === true);
  if (node === undefined) return { rule: 'fixed', ...at, gaps: gapsOf(nodes) };
  const { name } = node.ref;
  const fix = {
    class: 'needs-value',
    title: 'upgrade the kubelet',
    ops: [],
    question: `When can node ${name} be upgraded?`,
  } as const;
  return { rule: 'vulnerable', item: name, ...at, fix };
}

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: ['Node'], facts: [] },
  meta: {
    id: 'subpath-on-vulnerable-kubelet',
    topic: 'pod-hardening',
    title: 'Sub-paths are mounted by a vulnerable kubelet',
    severity: 'low',
    why: 'CVE-2021-25741: through a sub-path mount a container reaches files of the node.',
    remedy: 'Upgrade the kubelet.',
    practices: ['P7'],
    ids: {
      kubescape: ['C-0058'],
    },
    rules: {
      vulnerable: {
        verdict: 'fail',
        text: 'container {container} mounts a sub-path, and the kubelet of node {item} has CVE-2021-25741',
      },
      'no-sub-path': { verdict: 'pass', text: 'container {container} mounts no sub-path' },
      fixed: { verdict: 'pass', text: 'no node has a vulnerable kubelet' },
    },
    options: {},
    fixable: true,
  },
  judge: ({ template }, view) => {
    const nodes = view.list('Node');
    return perContainer(template.containers, (container) => [judgeContainer(container, nodes)]);
  },
});
