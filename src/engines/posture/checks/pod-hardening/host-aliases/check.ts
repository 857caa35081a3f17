import { listAt } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'host-aliases',
    topic: 'pod-hardening',
    title: 'Pod overrides names of hosts',
    severity: 'info',
    why: 'Entries in /etc/hosts win over DNS: a name may lead elsewhere than everyone believes.',
    remedy: 'Use DNS or a Service of type ExternalName.',
    practices: ['P6'],
    ids: {
      trivy: ['KSV-0007'],
      kubesec: ['HostAliases'],
    },
    rules: {
      set: { verdict: 'fail', text: 'the pod overrides names of hosts' },
      none: { verdict: 'pass', text: 'the pod overrides no names of hosts' },
    },
    options: {},
    fixable: false,
  },
  *judge(pod) {
    const aliases = listAt(pod.spec, 'hostAliases');
    const path = ['spec', 'hostAliases'];
    if (aliases.length > 0) yield { rule: 'set', path, value: aliases };
    else yield { rule: 'none', path };
  },
});
