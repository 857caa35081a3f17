import type { Answer, KubeObject } from '../../../../../model/cluster/index.ts';
import { type Container, objectAt, objectsAt, stringAt } from '../../../../../model/kube/index.ts';
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

function isVulnerable({ data }: KubeObject): boolean {
  const version = stringAt(objectAt(objectAt(data, 'status'), 'nodeInfo'), 'kubeletVersion') ?? '';
  const match = /^v1\.(\d{1,3})\.(\d{1,4})/.exec(version);
  if (match === null) return false;
  const minor = Number(match[1]);
  return minor < OLDEST_FIXED || Number(match[2]) < (FIXED.get(minor) ?? 0);
}

function judgeContainer(container: Container, nodes: Answer<KubeObject>): Judgement {
  const index = objectsAt(container.data, 'volumeMounts').findIndex(
    (mount) => (stringAt(mount, 'subPath') ?? '') !== '',
  );
  const path = [...container.path, 'volumeMounts'];
  if (index < 0) return { rule: 'no-sub-path', container: container.name, path };
  const at = { container: container.name, path: [...path, index, 'subPath'] };
  const node = nodes.items.find(isVulnerable);
  if (node === undefined) return { rule: 'fixed', ...at, gaps: nodes.gaps };
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
      fixed: { verdict: 'pass', text: 'no known node has a vulnerable kubelet' },
    },
    options: {},
    fixable: true,
  },
  judge: ({ template }, view) => {
    const nodes = view.list('Node');
    return perContainer(template.containers, (container) => [judgeContainer(container, nodes)]);
  },
});
