import { chance, createRng, pick, type Rng, below } from '../test/support/rng.ts';

/** One file of a fleet. */
export interface FleetFile {
  readonly name: string;
  readonly text: string;
}

const PER_NAMESPACE = 50;
const ROLES = ['api', 'web', 'auth', 'cart', 'search', 'billing', 'mailer', 'worker', 'gateway', 'ledger'];
const REGISTRIES = ['docker.io/library', 'ghcr.io/acme', 'quay.io/acme', 'registry.acme.example/platform'];
const KINDS = ['Deployment', 'Deployment', 'Deployment', 'StatefulSet', 'DaemonSet'];

/** Fields of a container's security context, each with how often it is there. */
const HARDENING: readonly (readonly [line: string, share: number])[] = [
  ['allowPrivilegeEscalation: false', 0.6],
  ['readOnlyRootFilesystem: true', 0.5],
  ['runAsNonRoot: true', 0.5],
  ['runAsUser: 10001', 0.3],
  ['capabilities: { drop: ["ALL"] }', 0.5],
  ['seccompProfile: { type: RuntimeDefault }', 0.4],
];

function some(rng: Rng, lines: readonly (readonly [string, number])[], margin: string): readonly string[] {
  return lines.filter(([, share]) => chance(rng, share)).map(([line]) => `${margin}${line}`);
}

function block(head: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [head, ...lines];
}

function containerLines(rng: Rng, name: string, number: number): readonly string[] {
  return [
    `        - name: ${name}`,
    `          image: ${pick(rng, REGISTRIES)}/${name}:1.${number}.${below(rng, 9)}`,
    `          ports: [{ name: http, containerPort: ${8000 + below(rng, 1000)} }]`,
    '          env:',
    `            - { name: INSTANCE, value: "instance-${number}" }`,
    ...(chance(rng, 0.3)
      ? ['            - { name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }']
      : []),
    ...block(
      '          resources:',
      some(
        rng,
        [
          [`requests: { cpu: ${10 + below(rng, 90)}m, memory: ${32 + below(rng, 96)}Mi }`, 0.7],
          ['limits: { cpu: "1", memory: 512Mi }', 0.5],
        ],
        '            ',
      ),
    ),
    ...(chance(rng, 0.6)
      ? [
          '          livenessProbe:',
          '            httpGet: { path: /healthz, port: http }',
          `            periodSeconds: ${5 + below(rng, 20)}`,
        ]
      : []),
    ...block('          securityContext:', some(rng, HARDENING, '            ')),
    '          volumeMounts: [{ name: tmp, mountPath: /tmp }]',
  ];
}

function workloadLines(rng: Rng, namespace: string, number: number): readonly string[] {
  const name = `${pick(rng, ROLES)}-${number}`;
  const kind = pick(rng, KINDS);
  return [
    'apiVersion: apps/v1',
    `kind: ${kind}`,
    `metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }`,
    'spec:',
    ...(kind === 'DaemonSet' ? [] : [`  replicas: ${1 + below(rng, 4)}`]),
    ...(kind === 'StatefulSet' ? [`  serviceName: ${name}`] : []),
    `  selector: { matchLabels: { app: ${name} } }`,
    '  template:',
    `    metadata: { labels: { app: ${name} } }`,
    '    spec:',
    ...some(
      rng,
      [
        ['serviceAccountName: worker', 0.6],
        ['automountServiceAccountToken: false', 0.3],
        ['hostNetwork: true', 0.02],
        ['hostPID: true', 0.01],
        ['securityContext: { runAsNonRoot: true }', 0.3],
      ],
      '      ',
    ),
    '      containers:',
    ...containerLines(rng, name, number),
    ...(chance(rng, 0.3) ? containerLines(rng, `${name}-side`, number) : []),
    '      volumes: [{ name: tmp, emptyDir: {} }]',
  ];
}

function namespaceText(rng: Rng, namespace: string, first: number, count: number): string {
  const head = [
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${namespace} }`,
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: worker, namespace: ${namespace} }`,
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny, namespace: ${namespace} }\n` +
      'spec: { podSelector: {}, policyTypes: [Ingress] }',
  ].slice(0, count);
  const workloads = Array.from({ length: count - head.length }, (_, i) =>
    workloadLines(rng, namespace, first + i).join('\n'),
  );
  return [...head, ...workloads].map((text) => `---\n${text}\n`).join('');
}

/**
 * A fleet of exactly `objects` objects in which nearly all are workloads and no two pod templates are equal: the worst case for a judge that judges
 * equal templates once. One file for each namespace; the same bytes for the same seed.
 */
export function* distinctFleet(objects: number, seed: number): Generator<FleetFile, void, undefined> {
  const rng = createRng(seed);
  for (let first = 0; first < objects; first += PER_NAMESPACE) {
    const namespace = `ns-${String(first / PER_NAMESPACE).padStart(4, '0')}`;
    const count = Math.min(PER_NAMESPACE, objects - first);
    yield { name: `${namespace}.yaml`, text: namespaceText(rng, namespace, first, count) };
  }
}
