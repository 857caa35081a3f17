import type { PathOp } from '../../../../src/model/cluster/index.ts';
import { isObject, type JsonObject, textOf, valueAt } from '../../../../src/model/json.ts';
import { podWith, randomChanges } from '../../../oracle/pss/pods.ts';
import { pick, type Rng } from '../../../support/rng.ts';

/** A level and version that a namespace enforces. */
export interface Policy {
  readonly namespace: string;
  readonly level: 'baseline' | 'restricted';
  /** `latest`, or N of v1.N. */
  readonly version: 'latest' | number;
}

/** One pod that is sent to the server, and under which policy. */
export interface Question {
  readonly policy: Policy;
  readonly changes: readonly PathOp[];
  readonly pod: JsonObject;
}

const OLDEST = 24;

/** Both levels at every version that the server knows, and at `latest`. */
export function policiesUpTo(serverMinor: number): readonly Policy[] {
  const versions = [...Array.from({ length: serverMinor - OLDEST + 1 }, (_, i) => OLDEST + i), 'latest' as const];
  return (['baseline', 'restricted'] as const).flatMap((level) =>
    versions.map((version) => ({ namespace: `${level}-${version}`, level, version })),
  );
}

/** The labels that make a namespace enforce a policy. */
export function labelsOf({ level, version }: Policy): Readonly<Record<string, string>> {
  return {
    'pod-security.kubernetes.io/enforce': level,
    'pod-security.kubernetes.io/enforce-version': version === 'latest' ? 'latest' : `v1.${version}`,
  };
}

/** A pod as it can be created: ephemeral containers come by an update only. */
export function creatable(pod: JsonObject): JsonObject {
  const { spec } = pod;
  if (!isObject(spec)) return pod;
  const { ephemeralContainers: _ephemeral, ...rest } = spec;
  return { ...pod, spec: rest };
}

/** Containers that say nothing, or little, of their own security. */
function lists(context: JsonObject | undefined): readonly PathOp[] {
  const container = (name: string): JsonObject => ({
    name,
    image: name,
    ...(context === undefined ? {} : { securityContext: context }),
  });
  return [
    { op: 'set', path: ['spec', 'containers'], value: [container('a')] },
    {
      op: 'set',
      path: ['spec', 'initContainers'],
      value: [container('b'), { ...container('c'), restartPolicy: 'Always' }],
    },
  ];
}

/** Other pods to begin with than the one that passes: those that the server takes for Windows must not name what is Linux's alone. */
const SHAPES: readonly (readonly PathOp[])[] = [
  ...Array.from({ length: 6 }, () => []),
  [
    { op: 'set', path: ['spec', 'os'], value: { name: 'windows' } },
    { op: 'set', path: ['spec', 'securityContext'], value: { runAsNonRoot: true } },
    ...lists(undefined),
  ],
  lists(undefined),
  lists({ privileged: true }),
  [{ op: 'set', path: ['spec', 'hostUsers'], value: false }, ...lists({ runAsUser: 0, procMount: 'Unmasked' })],
  [
    { op: 'set', path: ['spec', 'hostNetwork'], value: true },
    { op: 'set', path: ['spec', 'containers', 0, 'ports'], value: [{ containerPort: 80 }] },
  ],
];

/** A random pod under a random policy. */
export function randomQuestion(rng: Rng, policies: readonly Policy[]): Question {
  // Two draws of none to two changes: the server refuses many a pod as such, and of one change few pods fail.
  const changes = [...pick(rng, SHAPES), ...randomChanges(rng), ...randomChanges(rng)];
  return { policy: pick(rng, policies), changes, pod: creatable(podWith(changes)) };
}

/** What the server said of a pod: the reasons of its Pod Security admission, none when it lets the pod in, undefined when it refuses the pod as such. */
export function reasonsOf(status: number, body: unknown): readonly string[] | undefined {
  if (status === 201 || status === 200) return [];
  const message = textOf(valueAt(body as JsonObject, ['message']));
  const match = /violates PodSecurity "[^"]*": (.*)$/s.exec(message);
  return status === 403 && match !== null ? splitReasons(match[1] ?? '') : undefined;
}

/** Splits `host namespaces (hostNetwork=true), privileged (container "a, b" …)` at the commas outside of brackets and quotes; details go. */
function splitReasons(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let part = '';
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    if (!isQuoted && char === '(') depth++;
    if (depth === 0 && !isQuoted && char === ',') {
      parts.push(part);
      part = '';
    } else if (depth === 0) part += char;
    if (!isQuoted && char === ')') depth--;
  }
  return [...parts, part].map((one) => one.trim());
}
