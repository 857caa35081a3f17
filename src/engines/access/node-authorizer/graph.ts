import type { Answer, Gap, GroupKind, KubeObject } from '../../../model/cluster/index.ts';
import { textOf, valueAt } from '../../../model/json.ts';
import { referencesOf, secretsOfVolume } from './references.ts';

/** Gives the objects of a kind: a Cluster, or a view of one. */
export interface Lister {
  list(gk: GroupKind, namespace?: string): Answer<KubeObject>;
}

/** Kinds whose objects lead to nodes. */
const KINDS = {
  pods: 'Pod',
  persistentvolumes: 'PersistentVolume',
  volumeattachments: 'VolumeAttachment.storage.k8s.io',
  resourceslices: 'ResourceSlice.resource.k8s.io',
  podcertificaterequests: 'PodCertificateRequest.certificates.k8s.io',
} as const;

/** What leads to a node, each with the lists that say so. */
export interface NodeGraph {
  /** Whether something leads from an object to a node; `resource` is a plural name. */
  leads(resource: string, namespace: string, name: string, node: string): boolean;
  /** Whether a node runs a pod of a namespace. */
  runsIn(node: string, namespace: string): boolean;
  /** What was not seen of the lists that could lead from such objects to nodes. */
  gapsFor(resource: string): readonly Gap[];
}

/** Nodes by object, and the namespaces in which a node has pods. */
interface Edges {
  readonly nodes: Map<string, Set<string>>;
  readonly places: Set<string>;
}

function keyOf(resource: string, namespace: string, name: string): string {
  return `${resource} ${namespace}/${name}`;
}

function add(edges: Edges, key: string, nodes: Iterable<string>): void {
  const known = edges.nodes.get(key) ?? new Set();
  edges.nodes.set(key, known);
  for (const node of nodes) known.add(node);
}

function addPods(edges: Edges, pods: readonly KubeObject[]): void {
  for (const pod of pods) {
    const node = textOf(valueAt(pod.data, ['spec', 'nodeName']));
    if (node === '') continue;
    const { namespace, name } = pod.ref;
    edges.places.add(`${node} ${namespace}`);
    add(edges, keyOf('pods', namespace, name), [node]);
    for (const reference of referencesOf(pod)) add(edges, keyOf(reference.kind, namespace, reference.name), [node]);
  }
}

/** A volume leads to where its claim leads, and its Secrets with it: after pods. */
function addVolumes(edges: Edges, volumes: readonly KubeObject[]): void {
  for (const { ref, data } of volumes) {
    const claim = valueAt(data, ['spec', 'claimRef']);
    const namespace = textOf(valueAt(claim, ['namespace']));
    const nodes = edges.nodes.get(keyOf('persistentvolumeclaims', namespace, textOf(valueAt(claim, ['name']))));
    if (nodes === undefined) continue;
    add(edges, keyOf('persistentvolumes', '', ref.name), nodes);
    for (const secret of secretsOfVolume(data, namespace)) add(edges, `secrets ${secret}`, nodes);
  }
}

function addNamed(edges: Edges, resource: string, objects: readonly KubeObject[]): void {
  for (const { ref, data } of objects) {
    const node = textOf(valueAt(data, ['spec', 'nodeName']));
    if (node !== '') add(edges, keyOf(resource, ref.namespace, ref.name), [node]);
  }
}

function readEdges(cluster: Lister): Edges {
  const edges: Edges = { nodes: new Map(), places: new Set() };
  addPods(edges, cluster.list(KINDS.pods).items);
  addVolumes(edges, cluster.list(KINDS.persistentvolumes, '').items);
  addNamed(edges, 'volumeattachments', cluster.list(KINDS.volumeattachments, '').items);
  addNamed(edges, 'resourceslices', cluster.list(KINDS.resourceslices, '').items);
  addNamed(edges, 'podcertificaterequests', cluster.list(KINDS.podcertificaterequests).items);
  return edges;
}

function kindsFor(resource: string): readonly GroupKind[] {
  if (resource === 'persistentvolumes' || resource === 'secrets') return [KINDS.pods, KINDS.persistentvolumes];
  const own = Object.entries(KINDS).find(([name]) => name === resource);
  return [own === undefined ? KINDS.pods : own[1]];
}

/** The graph of what leads to nodes, made when it is first asked. */
export function openNodeGraph(cluster: Lister): NodeGraph {
  let edges: Edges | undefined;
  return {
    leads(resource, namespace, name, node) {
      edges ??= readEdges(cluster);
      return edges.nodes.get(keyOf(resource, namespace, name))?.has(node) === true;
    },
    runsIn(node, namespace) {
      edges ??= readEdges(cluster);
      return edges.places.has(`${node} ${namespace}`);
    },
    gapsFor: (resource) => kindsFor(resource).flatMap((gk) => cluster.list(gk).gaps),
  };
}
