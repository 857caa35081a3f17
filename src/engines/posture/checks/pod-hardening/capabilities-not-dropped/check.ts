import {
  BASELINE_CAPABILITIES,
  capabilitiesNotDropped,
  type Container,
  containerSecurityPath,
  type PodTemplate,
} from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { capabilitiesOf, droppedCapability } from '../../../families/capability-list.ts';
import { linuxOnly } from '../../../families/linux-only.ts';
import { perContainer } from '../../../invalid.ts';

/** The minor that brought the control. */
const SINCE = 22;

/** What container runtimes grant by default, NET_RAW included. */
const DEFAULTS = [...BASELINE_CAPABILITIES, 'NET_RAW'];

function dropsByName(container: Container): boolean {
  const dropped = new Set(capabilitiesOf(container, 'drop').map(droppedCapability));
  return DEFAULTS.every((name) => dropped.has(name));
}

/** What the runtime takes for ALL anyway is written for Pod Security. */
function spellAll(path: Judgement['path']): FixPlan {
  return { class: 'safe', title: 'write ALL', ops: [{ op: 'set', path, value: 'ALL' }] };
}

function dropAll(ops: FixPlan['ops']): FixPlan {
  return {
    class: 'may-break',
    title: 'drop all capabilities',
    ops,
    breaksIf: 'the process needs one of the default capabilities, such as CHOWN, SETUID or NET_BIND_SERVICE',
  };
}

/** What of the options the judge asks. */
interface Choice {
  readonly acceptNamed: boolean;
  readonly mode: string;
}

/** The entry that means ALL to the runtime and not to Pod Security, which refuses the pod, or the missing one. */
function judgeMissing(container: Container, { acceptNamed, mode }: Choice): Judgement {
  const path = containerSecurityPath(container, 'capabilities', 'drop');
  const drop = capabilitiesOf(container, 'drop');
  const index = drop.findIndex((name) => droppedCapability(name) === 'ALL');
  const item = drop[index];
  if (item !== undefined) {
    const at = [...path, index];
    const said = { container: container.name, item, path: at, value: item } as const;
    const severity = mode === 'pss' ? {} : ({ severity: 'low' } as const);
    return { rule: 'lower-case', ...severity, ...said, fix: spellAll(at) };
  }
  const at = { container: container.name, path, ...(drop.length === 0 ? {} : { value: drop }) };
  if (acceptNamed && dropsByName(container)) return { rule: 'named', ...at };
  return { rule: 'all-not-dropped', ...at, fix: dropAll([{ op: 'insert', path, value: 'ALL' }]) };
}

function* judgeDrops(pod: PodTemplate, minor: number, choice: Choice): Iterable<Judgement> {
  yield* perContainer(pod.containers, (container) => {
    const isMissing = capabilitiesNotDropped({ ...pod, containers: [container] }, minor).length > 0;
    const path = containerSecurityPath(container, 'capabilities', 'drop');
    return [isMissing ? judgeMissing(container, choice) : { rule: 'dropped', container: container.name, path }];
  });
}

/** The part of PSS restricted control `capabilities_restricted` about `drop`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'capabilities-not-dropped',
    topic: 'pod-hardening',
    title: 'Container does not drop ALL capabilities',
    severity: 'medium',
    why: 'Each capability that the process does not need is a right that an attacker in the container gets.',
    remedy: 'Drop `ALL` and add back what the process needs.',
    practices: ['P5'],
    ids: {
      trivy: ['KSV-0003', 'KSV-0004', 'KSV-0106'],
      polaris: ['insecureCapabilities'],
      checkov: ['CKV_K8S_37'],
      kubesec: ['CapDropAll', 'CapDropAny'],
      kyverno: ['disallow-capabilities-strict', 'require-drop-all'],
      pss: ['restricted/capabilities_restricted'],
    },
    rules: {
      'all-not-dropped': { verdict: 'fail', text: 'container {container} does not drop ALL capabilities' },
      'lower-case': {
        verdict: 'fail',
        text: 'container {container} drops {item}: runtimes take it for ALL, Pod Security does not',
      },
      dropped: { verdict: 'pass', text: 'container {container} drops ALL capabilities' },
      named: { verdict: 'pass', text: 'container {container} drops all default capabilities by name' },
      windows: { verdict: 'not-applicable', text: 'the pod runs on Windows, where the setting has no meaning' },
      'too-old': { verdict: 'not-applicable', text: 'Pod Security asks for it from 1.22 on' },
    },
    options: {
      acceptNamed: {
        type: 'boolean',
        default: false,
        doc: 'Also accept a container that drops the default capabilities one by one.',
      },
      mode: {
        type: 'string',
        default: 'any-version',
        values: ['any-version', 'pss'],
        doc: 'any-version: runtimes drop what they are told to whatever the version of Kubernetes. pss: as Pod Security, which asks for it from 1.22 on.',
      },
    },
    fixable: true,
  },
  *judge(pod, { minor, options }) {
    if (options.mode === 'pss' && minor < SINCE) {
      yield { rule: 'too-old', path: ['spec', 'containers'] };
      return;
    }
    yield* linuxOnly(pod, minor, () => judgeDrops(pod, Math.max(minor, SINCE), options));
  },
});
