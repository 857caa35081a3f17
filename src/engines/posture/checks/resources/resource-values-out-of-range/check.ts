import { templateCheck } from '../../../contract.ts';
import { judgeRange } from '../../../families/resource-range.ts';

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'resource-values-out-of-range',
    topic: 'resources',
    title: 'Container requests or may use more or less than is allowed here',
    severity: 'low',
    why: 'A limit as large as a node limits nothing, and a request far from what is used wastes nodes or starves neighbours.',
    remedy: 'Set requests and limits inside the bounds, or change the bounds in merlon.yaml.',
    practices: ['P10'],
    ids: { kubescape: ['C-0004', 'C-0050', 'C-0009'] },
    rules: {
      below: { verdict: 'fail', text: '{item} of container {container} is {value}, less than {bound}' },
      above: { verdict: 'fail', text: '{item} of container {container} is {value}, more than {bound}' },
      inside: { verdict: 'pass', text: 'requests and limits of container {container} are inside the bounds' },
      'no-bounds': { verdict: 'not-applicable', text: 'no bounds are set for this check' },
      ephemeral: { verdict: 'not-applicable', text: 'ephemeral containers cannot have resources' },
    },
    options: {
      minCpuRequest: { type: 'quantity', default: '', doc: 'The least request of CPU, as `50m`; empty: no bound.' },
      maxCpuRequest: { type: 'quantity', default: '', doc: 'The most request of CPU, as `50m`; empty: no bound.' },
      minCpuLimit: { type: 'quantity', default: '', doc: 'The least limit of CPU, as `50m`; empty: no bound.' },
      maxCpuLimit: { type: 'quantity', default: '', doc: 'The most limit of CPU, as `50m`; empty: no bound.' },
      minMemoryRequest: {
        type: 'quantity',
        whole: true,
        default: '',
        doc: 'The least request of memory, as `64Mi`; empty: no bound.',
      },
      maxMemoryRequest: {
        type: 'quantity',
        whole: true,
        default: '',
        doc: 'The most request of memory, as `64Mi`; empty: no bound.',
      },
      minMemoryLimit: {
        type: 'quantity',
        whole: true,
        default: '',
        doc: 'The least limit of memory, as `64Mi`; empty: no bound.',
      },
      maxMemoryLimit: {
        type: 'quantity',
        whole: true,
        default: '',
        doc: 'The most limit of memory, as `64Mi`; empty: no bound.',
      },
    },
    fixable: false,
  },
  judge: (pod, { options }) => judgeRange(pod, options),
});
