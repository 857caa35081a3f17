import type { KubeObject } from '../../../../../model/cluster/index.ts';
import type { Workload } from '../../../../../model/facts/index.ts';
import type { JsonObject } from '../../../../../model/json.ts';
import {
  type Container,
  matchesLabelMap,
  objectAt,
  objectsAt,
  podLabels,
  portsOf,
  stringAt,
  stringMapAt,
} from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { workloadCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

const SSH_PORTS: readonly unknown[] = [22, 2222];

function judgeContainer(container: Container): readonly Judgement[] {
  const port = portsOf(container).find(({ containerPort, protocol }) => containerPort === 22 && protocol === 'TCP');
  if (port === undefined)
    return [{ rule: 'other-ports', container: container.name, path: [...container.path, 'ports'] }];
  return [{ rule: 'container-port', container: container.name, path: [...port.path, 'containerPort'], value: 22 }];
}

/** The names that containers give to SSH ports: a Service may lead to one by its name. */
function sshNames({ template }: Workload): readonly unknown[] {
  const names: unknown[] = [];
  for (const container of template.containers) {
    for (const { name, containerPort } of objectsAt(container.data, 'ports'))
      if (name !== undefined && SSH_PORTS.includes(containerPort)) names.push(name);
  }
  return names;
}

function leadsToSsh({ data }: KubeObject, { template }: Workload, targets: readonly unknown[]): boolean {
  const spec = objectAt(data, 'spec');
  // A Service of type ExternalName is a DNS name: its selector selects nothing.
  if (stringAt(spec, 'type') === 'ExternalName') return false;
  if (!matchesLabelMap(stringMapAt(spec, 'selector'), podLabels(template))) return false;
  return objectsAt(spec, 'ports').some(
    (port) => isTcp(port) && (SSH_PORTS.includes(port['port']) || targets.includes(port['targetPort'])),
  );
}

function isTcp(port: JsonObject): boolean {
  return (stringAt(port, 'protocol') ?? 'TCP') === 'TCP';
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
      service: { verdict: 'fail', text: 'Service {item} offers an SSH port (22 or 2222) in front of these pods' },
      'other-ports': { verdict: 'pass', text: 'container {container} does not declare port 22' },
      'no-service': { verdict: 'pass', text: 'no Service offers an SSH port in front of these pods' },
    },
    options: {},
    fixable: false,
  },
  *judge(workload, view) {
    yield* perContainer(workload.template.containers, judgeContainer);
    const services = view.list('Service', workload.object.ref.namespace);
    const targets = [...SSH_PORTS, ...sshNames(workload)];
    const leading = services.items.filter((service) => leadsToSsh(service, workload, targets));
    const at = { path: ['metadata', 'labels'], value: workload.template.metadata['labels'] };
    for (const { ref } of leading) yield { rule: 'service', item: ref.name, ...at };
    // A pass says that no Service leads there, which only a whole list can show.
    if (leading.length === 0) yield { rule: 'no-service', ...at, gaps: services.gaps };
  },
});
