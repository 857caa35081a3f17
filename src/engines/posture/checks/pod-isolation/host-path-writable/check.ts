import { boolAt, type Container, objectsAt, type PodTemplate, stringAt } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { hostPathsOf } from '../../../families/host-path.ts';
import { perContainer } from '../../../invalid.ts';

function judgeMounts(container: Container, hostPaths: ReadonlyMap<string | undefined, string>): readonly Judgement[] {
  const writable = objectsAt(container.data, 'volumeMounts').flatMap((mount, index): readonly Judgement[] => {
    const name = stringAt(mount, 'name');
    const written = hostPaths.get(name);
    const value = boolAt(mount, 'readOnly');
    if (written === undefined || value === true) return [];
    const path = [...container.path, 'volumeMounts', index, 'readOnly'];
    return [
      {
        rule: 'writable',
        container: container.name,
        item: `${name}:${stringAt(mount, 'mountPath') ?? ''}`,
        path,
        value,
        words: { path: written },
        fix: {
          class: 'may-break',
          title: 'mount it read-only',
          ops: [{ op: 'set', path, value: true }],
          breaksIf: 'the process writes there',
        },
      },
    ];
  });
  if (writable.length > 0) return writable;
  return [{ rule: 'read-only', container: container.name, path: [...container.path, 'volumeMounts'] }];
}

function hostPathsByName(pod: PodTemplate): ReadonlyMap<string | undefined, string> {
  return new Map(hostPathsOf(pod).map(({ name, written }) => [name, written]));
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'host-path-writable',
    topic: 'pod-isolation',
    title: 'Container can write to a path of the node',
    severity: 'high',
    why: 'Whoever controls the container changes files of the node, such as programs, settings or scheduled jobs, and owns the node.',
    remedy: 'Mount the path read-only, or use a volume that belongs to the pod.',
    practices: ['P3', 'P5'],
    ids: {
      kubescape: ['C-0045'],
      kubeLinter: ['writable-host-mount'],
      kyverno: ['ensure-readonly-hostpath'],
    },
    rules: {
      writable: { verdict: 'fail', text: 'container {container} can write to {path} of the node (volume {item})' },
      'read-only': { verdict: 'pass', text: 'container {container} writes to no path of the node' },
    },
    options: {},
    fixable: true,
  },
  judge(pod) {
    const hostPaths = hostPathsByName(pod);
    return perContainer(pod.containers, (container) => judgeMounts(container, hostPaths));
  },
});
