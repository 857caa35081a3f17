import { type Container, portsOf } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

const FIRST_ORDINARY = 1024;

function judgeContainer(container: Container): readonly Judgement[] {
  const low = portsOf(container).flatMap(({ containerPort = 0, protocol, path }): readonly Judgement[] => {
    if (containerPort < 1 || containerPort >= FIRST_ORDINARY) return [];
    const item = `${containerPort}/${protocol}`;
    return [{ rule: 'low', container: container.name, item, path: [...path, 'containerPort'], value: containerPort }];
  });
  return low.length > 0 ? low : [{ rule: 'high', container: container.name, path: [...container.path, 'ports'] }];
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'privileged-container-port',
    topic: 'pod-hardening',
    title: 'Container listens on a low port',
    severity: 'info',
    why: 'Binding a port below 1024 usually means that the process starts as root or has NET_BIND_SERVICE.',
    remedy: 'Listen on a port of 1024 or more; a Service can keep the low port.',
    practices: ['P1'],
    ids: {
      trivy: ['KSV-0117'],
      kubeLinter: ['privileged-ports'],
    },
    rules: {
      low: { verdict: 'fail', text: 'container {container} declares the low port {item}' },
      high: { verdict: 'pass', text: 'container {container} declares no low port' },
    },
    options: {},
    fixable: false,
  },
  judge: (pod) => perContainer(pod.containers, judgeContainer),
});
