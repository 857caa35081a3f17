import type { KubeObject } from '../../../../../model/cluster/index.ts';
import type { Workload } from '../../../../../model/facts/index.ts';
import {
  type Container,
  matchesLabelMap,
  objectAt,
  objectsAt,
  portsOf,
  stringMapAt,
} from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { workloadCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

const SSH_PORTS: readonly unknown[] = [22, 2222];

function judgeContainer(container: Container): readonly Judgement[] {
  return portsOf(container).flatMap(({ containerPort, protocol, path }) =>
    containerPort === 22 && protocol === 'TCP'
      ? [{ rule: 'container-port', container: container.name, path: [...path, 'containerPort'], value: containerPort }]
      : [],
  );
}

function leadsToSsh({ data }: KubeObject, { labels }: Workload): boolean {
  const spec = objectAt(data, 'spec');
  if (!matchesLabelMap(stringMapAt(spec, 'selector'), labels)) return false;
  return objectsAt(spec, 'ports').some(
    ({ port, targetPort }) => SSH_PORTS.includes(targetPort ?? port) || SSH_PORTS.includes(port),
  );
}

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: ['Service'], facts: [] },
  meta: {
    id: 'ssh-port-exposed',
    topic: 'pod-hardening',
    title: 'Container offers SSH',
    severity: 'low',
    why: 'A second way in, past the API server and its audit log, with keys and accounts that nobody manages.',
    remedy: 'Remove the SSH server and use `kubectl exec`.',
    practices: ['P10'],
    ids: {
      kubescape: ['C-0042'],
      kubeLinter: ['ssh-port'],
    },
    rules: {
      'container-port': { verdict: 'fail', text: 'container {container} declares port 22' },
      service: { verdict: 'fail', text: 'Service {item} leads to port 22 or 2222 of these pods' },
      none: { verdict: 'pass', text: 'nothing offers SSH' },
    },
    options: {},
    fixable: false,
  },
  *judge(workload, view) {
    const ports = [...perContainer(workload.template.containers, judgeContainer)];
    yield* ports;
    const services = view.list('Service', workload.object.ref.namespace);
    const leading = services.items.filter((service) => leadsToSsh(service, workload));
    const at = { path: ['metadata', 'labels'], value: workload.labels };
    for (const { ref } of leading) yield { rule: 'service', item: ref.name, ...at };
    // A pass says that no Service leads there, which only a whole list can show.
    if (ports.length === 0 && leading.length === 0) yield { rule: 'none', ...at, gaps: services.gaps };
  },
});
