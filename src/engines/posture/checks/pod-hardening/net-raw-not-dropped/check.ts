import type { Path } from '../../../../../model/json.ts';
import {
  boolAt,
  type Container,
  containerSecurityContext,
  containerSecurityPath,
  presentObjectAt,
} from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { bareCapability, capabilitiesOf, droppedCapability, judgeAdded } from '../../../families/capability-list.ts';
import { linuxOnly } from '../../../families/linux-only.ts';
import { perContainer } from '../../../invalid.ts';

const DROPPED = 'dropped';

function hasRaw(name: string): boolean {
  return name === 'ALL' || name === 'NET_RAW';
}

function dropRaw(path: Path): FixPlan {
  return {
    class: 'may-break',
    title: 'drop NET_RAW',
    ops: [{ op: 'insert', path, value: 'NET_RAW' }],
    breaksIf: 'the process sends raw packets, as ping and some probes do',
  };
}

/** What is dropped besides does not help: what is added is granted all the same. */
function addedRaw(container: Container): readonly Judgement[] {
  const rules = { rule: 'added', passRule: DROPPED };
  const added = judgeAdded(container, { ...rules, nameOf: bareCapability, isUnwanted: hasRaw });
  // That nothing is added is half of a pass; the rest of it stands in `drop`.
  return [...added].filter(({ rule }) => rule !== DROPPED);
}

function isSilent(container: Container): boolean {
  return presentObjectAt(containerSecurityContext(container), 'capabilities') === undefined;
}

function capabilitiesPath(container: Container, ...steps: Path): Path {
  return containerSecurityPath(container, 'capabilities', ...steps);
}

function* judgeContainer(container: Container): Iterable<Judgement> {
  if (boolAt(containerSecurityContext(container), 'privileged') === true) {
    // What it drops has no effect; taking `privileged` away is privileged-container's fix.
    const path = containerSecurityPath(container, 'privileged');
    yield { rule: 'privileged', container: container.name, path, value: true };
    return;
  }
  const added = addedRaw(container);
  yield* added;
  const path = capabilitiesPath(container, 'drop');
  const at = { container: container.name, path };
  const dropped = capabilitiesOf(container, 'drop');
  if (!dropped.some((name) => hasRaw(droppedCapability(name))))
    yield { rule: 'not-dropped', ...at, fix: dropRaw(path) };
  else if (added.length === 0) yield { rule: DROPPED, ...at, value: dropped };
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
      'accepted-silence': {
        verdict: 'pass',
        text: 'container {container} says nothing about capabilities, which the option acceptNoCapabilities allows',
      },
      privileged: {
        verdict: 'fail',
        text: 'container {container} is privileged and has every capability, whatever it drops',
      },
      dropped: { verdict: 'pass', text: 'container {container} cannot send raw packets' },
      windows: { verdict: 'not-applicable', text: 'the pod runs on Windows, where the setting has no meaning' },
    },
    options: {
      acceptNoCapabilities: {
        type: 'boolean',
        default: false,
        doc: 'Also accept a container that says nothing about capabilities, although it then has NET_RAW.',
      },
    },
    fixable: true,
  },
  judge: (pod, { minor, options }) =>
    linuxOnly(pod, minor, () =>
      perContainer(pod.containers, (container) =>
        options.acceptNoCapabilities && isSilent(container)
          ? [{ rule: 'accepted-silence', container: container.name, path: capabilitiesPath(container) }]
          : judgeContainer(container),
      ),
    ),
});
