import { applyOps, type PathOp } from '../../../src/model/cluster/index.ts';
import { isList, type Json, type JsonObject, type Path, valueAt } from '../../../src/model/json.ts';
import { below, chance, pick, type Rng } from '../../support/rng.ts';

const CONTEXT: JsonObject = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};

/** A pod that passes the restricted level of every version. */
const PASSING: JsonObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'pod', annotations: {} },
  spec: {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [{ name: 'a', image: 'a', securityContext: CONTEXT }],
    initContainers: [
      { name: 'b', image: 'b', securityContext: CONTEXT },
      { name: 'c', image: 'c', restartPolicy: 'Always', securityContext: CONTEXT },
    ],
    ephemeralContainers: [{ name: 'd', image: 'd', securityContext: CONTEXT }],
    volumes: [{ name: 'v', emptyDir: {} }],
  },
};

const CAPABILITIES = [
  'ALL',
  'all',
  'CHOWN',
  'CAP_CHOWN',
  'NET_BIND_SERVICE',
  'net_bind_service',
  'NET_RAW',
  'SYS_ADMIN',
  'AUDIT_WRITE',
  'SYS_CHROOT',
  'SETPCAP',
  '',
];
const PROFILES: readonly Json[] = [
  { type: 'RuntimeDefault' },
  { type: 'Localhost', localhostProfile: 'x' },
  { type: 'Localhost', localhostProfile: '' },
  { type: 'Unconfined' },
  { type: 'Other' },
  { type: '' },
  {},
  null,
];
const SELINUX: readonly Json[] = [
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
  'spc_t',
  null,
].map((type) => ({ type }));
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_notsent_lowat',
  'kernel.msgmax',
  'net/ipv4/tcp_syncookies',
  '',
];
const VOLUMES: readonly JsonObject[] = [
  {},
  { emptyDir: {} },
  { emptyDir: null },
  { configMap: { name: 'x' } },
  { secret: { secretName: 'x' } },
  { downwardAPI: {} },
  { projected: { sources: [] } },
  { persistentVolumeClaim: { claimName: 'x' } },
  { csi: { driver: 'x' } },
  { ephemeral: {} },
  { image: { reference: 'x' } },
  { hostPath: { path: '/' } },
  { hostPath: null },
  { hostPath: null, configMap: null },
  { nfs: { server: 'x', path: '/' } },
  { gitRepo: { repository: 'x' } },
  { cephfs: { monitors: [] } },
  { rbd: { monitors: [], image: 'x' } },
  { flexVolume: { driver: 'x' } },
  { awsElasticBlockStore: { volumeID: 'x' } },
  { azureDisk: { diskName: 'x', diskURI: 'x' } },
  { azureFile: { secretName: 'x', shareName: 'x' } },
  { cinder: { volumeID: 'x' } },
  { fc: { wwids: ['x'] } },
  { flocker: { datasetName: 'x' } },
  { gcePersistentDisk: { pdName: 'x' } },
  { glusterfs: { endpoints: 'x', path: 'x' } },
  { iscsi: { targetPortal: 'x', iqn: 'x', lun: 0 } },
  { photonPersistentDisk: { pdID: 'x' } },
  { portworxVolume: { volumeID: 'x' } },
  { quobyte: { registry: 'x', volume: 'x' } },
  { scaleIO: { gateway: 'x', system: 'x', secretRef: null, volumeName: 'x' } },
  { storageos: { volumeName: 'x' } },
  { vsphereVolume: { volumePath: 'x' } },
  { hostPath: { path: '/' }, emptyDir: {} },
];
/** What a probe or a hook may do; only two of them name a host. */
const HANDLERS: readonly JsonObject[] = [
  ...['', 'x', '127.0.0.1', null].flatMap((host) => [
    { httpGet: { port: 80, host } },
    { tcpSocket: { port: 80, host } },
  ]),
  { httpGet: { port: 80, httpHeaders: [{ name: 'Host', value: 'x' }] } },
  { httpGet: null },
  { exec: { command: ['x'] } },
];
const APPARMOR = ['runtime/default', 'localhost/x', 'localhost/', 'unconfined', 'docker/default', ''];
const SECCOMP = ['runtime/default', 'docker/default', 'localhost/x', 'localhost', 'unconfined', ''];
const FLAGS: readonly Json[] = [true, false, null];
const USERS: readonly Json[] = [0, 1, 1000, null];

type Mutation = (rng: Rng) => PathOp;

/** Where a container stands; one of each list, in turn. */
function containerPath(rng: Rng): Path {
  const [list, index] = pick(rng, [
    ['containers', 0],
    ['initContainers', 0],
    ['initContainers', 1],
    ['ephemeralContainers', 0],
  ] as const);
  return ['spec', list, index];
}

function set(path: Path, value: Json): PathOp {
  return { op: 'set', path, value };
}

/** The security context of the pod or of a container. */
function anyContext(rng: Rng): Path {
  return chance(rng, 0.4) ? ['spec', 'securityContext'] : [...containerPath(rng), 'securityContext'];
}

const MUTATIONS: readonly Mutation[] = [
  (rng) => set([...containerPath(rng), 'securityContext', 'privileged'], pick(rng, FLAGS)),
  (rng) => set([...containerPath(rng), 'securityContext', 'allowPrivilegeEscalation'], pick(rng, FLAGS)),
  (rng) =>
    set(
      [...containerPath(rng), 'securityContext', 'capabilities', 'add'],
      [pick(rng, CAPABILITIES), ...(chance(rng, 0.3) ? [pick(rng, CAPABILITIES)] : [])],
    ),
  (rng) =>
    set(
      [...containerPath(rng), 'securityContext', 'capabilities', 'drop'],
      chance(rng, 0.2) ? [] : [pick(rng, CAPABILITIES), ...(chance(rng, 0.3) ? ['ALL'] : [])],
    ),
  (rng) =>
    set([...containerPath(rng), 'securityContext', 'capabilities'], pick<Json>(rng, [null, {}, { drop: ['ALL'] }])),
  (rng) => set([...containerPath(rng), 'securityContext'], pick<Json>(rng, [null, {}, CONTEXT])),
  (rng) =>
    set([...containerPath(rng), 'securityContext', 'procMount'], pick(rng, ['Default', 'Unmasked', 'Other', '', null])),
  (rng) => set([...anyContext(rng), 'runAsNonRoot'], pick(rng, FLAGS)),
  (rng) => set([...anyContext(rng), 'runAsUser'], pick(rng, USERS)),
  (rng) => set([...anyContext(rng), 'seccompProfile'], pick(rng, PROFILES)),
  (rng) => set([...anyContext(rng), 'appArmorProfile'], pick(rng, PROFILES)),
  (rng) =>
    set(
      [...anyContext(rng), 'seLinuxOptions'],
      pick(rng, [...SELINUX, { user: 'u' }, { role: 'r' }, { level: 's0' }, { user: '' }, {}, null]),
    ),
  (rng) =>
    set(
      [...anyContext(rng), 'windowsOptions'],
      pick<Json>(rng, [...FLAGS.map((hostProcess) => ({ hostProcess })), {}, null]),
    ),
  (rng) => set(['spec', 'securityContext'], pick<Json>(rng, [null, {}, { runAsNonRoot: true }])),
  (rng) => set(['spec', 'securityContext', 'sysctls'], [{ name: pick(rng, SYSCTLS), value: '1' }]),
  (rng) =>
    set(
      ['spec', 'securityContext', 'sysctls'],
      pick<Json>(rng, [
        null,
        [],
        [
          { name: 'kernel.shm_rmid_forced', value: '0' },
          { name: pick(rng, SYSCTLS), value: '1' },
        ],
      ]),
    ),
  (rng) =>
    set(
      [...containerPath(rng), 'securityContext', 'capabilities', pick(rng, ['add', 'drop'])],
      pick<Json>(rng, [null, [], [null], [null, 'ALL']]),
    ),
  (rng) => set(['spec', pick(rng, ['hostNetwork', 'hostPID', 'hostIPC'])], pick(rng, FLAGS)),
  (rng) => set(['spec', 'hostUsers'], pick(rng, FLAGS)),
  (rng) => set(['spec', 'os'], pick<Json>(rng, [{ name: 'windows' }, { name: 'linux' }, null])),
  (rng) =>
    set(
      ['spec', 'volumes'],
      [{ name: 'v', ...pick(rng, VOLUMES) }, ...(chance(rng, 0.3) ? [{ name: 'w', ...pick(rng, VOLUMES) }] : [])],
    ),
  (rng) =>
    set(
      [...containerPath(rng), 'ports'],
      [
        {
          containerPort: 80,
          ...pick<JsonObject>(rng, [
            {},
            { hostPort: 80 },
            { hostPort: 0 },
            { hostPort: null },
            { hostPort: 53, protocol: 'UDP' },
          ]),
        },
      ],
    ),
  (rng) =>
    set(
      [...containerPath(rng), pick(rng, ['livenessProbe', 'readinessProbe', 'startupProbe'])],
      pick<Json>(rng, [...HANDLERS, { grpc: { port: 80, service: 'x' } }, {}, null]),
    ),
  (rng) =>
    set(
      [...containerPath(rng), 'lifecycle', pick(rng, ['postStart', 'preStop'])],
      pick<Json>(rng, [...HANDLERS, { sleep: { seconds: 1 } }, {}, null]),
    ),
  (rng) =>
    set(
      [
        'metadata',
        'annotations',
        `container.apparmor.security.beta.kubernetes.io/${pick(rng, ['a', 'b', 'd', 'gone', ''])}`,
      ],
      pick(rng, APPARMOR),
    ),
  (rng) => set(['metadata', 'annotations', 'seccomp.security.alpha.kubernetes.io/pod'], pick(rng, SECCOMP)),
  (rng) =>
    set(
      [
        'metadata',
        'annotations',
        `container.seccomp.security.alpha.kubernetes.io/${pick(rng, ['a', 'b', 'd', 'gone'])}`,
      ],
      pick(rng, SECCOMP),
    ),
  (rng) => set(['spec', pick(rng, ['initContainers', 'ephemeralContainers', 'volumes'])], pick<Json>(rng, [null, []])),
  () => set(['metadata', 'annotations'], null),
  (rng) => set([...containerPath(rng), pick(rng, ['ports', 'lifecycle'])], null),
];

function fits(pod: JsonObject, { path }: PathOp): boolean {
  const step = path.findIndex((one) => typeof one === 'number');
  if (step < 0) return true;
  const list = valueAt(pod, path.slice(0, step));
  return isList(list) && list.length > Number(path[step]);
}

/** What changes how the rest of the pod is judged, or what the API server fills in. */
const SETTINGS: readonly PathOp[] = [
  set(['spec', 'os'], { name: 'windows' }),
  set(['spec', 'hostUsers'], false),
  set(['spec', 'hostNetwork'], true),
];

/** None, one or two changes to the pod that passes; which values they take is random. Of two, the first is often one that the other leans on. */
export function randomChanges(rng: Rng): readonly PathOp[] {
  const changes = Array.from({ length: below(rng, 3) }, () => pick(rng, MUTATIONS)(rng));
  const [, second] = changes;
  return second !== undefined && chance(rng, 0.3) ? [pick(rng, SETTINGS), second] : changes;
}

/** The pod that passes, with these changes; one that needs an item of a list that an earlier change took away does nothing. */
export function podWith(changes: readonly PathOp[]): JsonObject {
  return changes.reduce((pod, change) => (fits(pod, change) ? applyOps(pod, [change]) : pod), PASSING);
}
