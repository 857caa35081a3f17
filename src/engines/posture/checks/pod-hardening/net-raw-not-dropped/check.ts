import type { Path } from '../../../../../model/json.ts';
import { type Container, containerSecurityPath } from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { bareCapability, capabilitiesOf, stopAdding } from '../../../families/capability-list.ts';
import { linuxOnly } from '../../../families/linux-only.ts';
import { perContainer } from '../../../invalid.ts';

function hasRaw(name: string): boolean {
  return ['ALL', 'NET_RAW'].includes(bareCapability(name));
}

function dropRaw(path: Path): FixPlan {
  return {
    class: 'may-break',
    title: 'drop NET_RAW',
    ops: [{ op: 'insert', path, value: 'NET_RAW' }],
    breaksIf: 'the process sends raw packets, as ping and some probes do',
  };
}

function* judgeContainer(container: Container): Iterable<Judgement> {
  const at = { container: container.name };
  const added = capabilitiesOf(container, 'add');
  const index = added.findIndex(hasRaw);
  const value = added[index];
  if (value !== undefined) {
    const path = containerSecurityPath(container, 'capabilities', 'add', index);
    // What is dropped besides does not help: what is added is granted all the same.
    yield { rule: 'added', ...at, path, value, fix: stopAdding(container, bareCapability(value), bareCapability) };
  }
  const path = containerSecurityPath(container, 'capabilities', 'drop');
  if (!capabilitiesOf(container, 'drop').some(hasRaw)) yield { rule: 'not-dropped', ...at, path, fix: dropRaw(path) };
  else if (value === undefined) yield { rule: 'dropped', ...at, path };
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'net-raw-not-dropped',
    topic: 'pod-hardening',
    title: 'Container may send raw packets',
    severity: 'low',
    why: 'With NET_RAW a process forges packets and answers for others on the pod network.',
    remedy: 'Drop `NET_RAW`, better `ALL`.',
    practices: ['P5', 'P6'],
    ids: {
      kubescape: ['C-0211'],
      kubeLinter: ['drop-net-raw-capability'],
      checkov: ['CKV_K8S_28'],
      kyverno: ['require-drop-cap-net-raw'],
    },
    rules: {
      'not-dropped': { verdict: 'fail', text: 'container {container} drops neither NET_RAW nor ALL' },
      added: { verdict: 'fail', text: 'container {container} adds {value}, which brings NET_RAW back' },
      dropped: { verdict: 'pass', text: 'container {container} cannot send raw packets' },
      windows: { verdict: 'not-applicable', text: 'the pod runs on Windows, where the setting has no meaning' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod, { minor }) => linuxOnly(pod, minor, () => perContainer(pod.containers, judgeContainer)),
});
