import { templateCheck } from '../../../contract.ts';
import { bareCapability, judgeAdded } from '../../../families/capability-list.ts';
import { perContainer } from '../../../invalid.ts';

/** Capabilities that have been, or plainly are, ways out of a container or into others. SETPCAP is not: runtimes grant it by default. */
const DANGEROUS: ReadonlySet<string> = new Set([
  'ALL',
  'BPF',
  'DAC_READ_SEARCH',
  'MAC_ADMIN',
  'MAC_OVERRIDE',
  'NET_ADMIN',
  'NET_RAW',
  'PERFMON',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_MODULE',
  'SYS_PTRACE',
  'SYS_RAWIO',
]);

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'dangerous-capability-added',
    topic: 'pod-isolation',
    title: 'Container adds a dangerous capability',
    severity: 'high',
    why: 'The capability lets a process of the container reach beyond it: into the kernel, other processes, or the network of the node.',
    remedy: 'Remove the capability and give the process the one narrow permission that it needs.',
    practices: ['P5'],
    ids: {
      kubescape: ['C-0046'],
      trivy: ['KSV-0005', 'KSV-0119', 'KSV-0120'],
      polaris: ['dangerousCapabilities'],
      checkov: ['CKV_K8S_39'],
      kubesec: ['CapSysAdmin'],
    },
    rules: {
      added: { verdict: 'fail', text: 'container {container} adds the capability {item}' },
      none: { verdict: 'pass', text: 'container {container} adds no dangerous capability' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod) =>
    perContainer(pod.containers, (container) =>
      judgeAdded(container, {
        rule: 'added',
        passRule: 'none',
        nameOf: bareCapability,
        isUnwanted: (name) => DANGEROUS.has(name),
      }),
    ),
});
