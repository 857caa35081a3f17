import { type Gap } from '../../../model/cluster/index.ts';
import type { Decision } from '../../../model/facts/index.ts';
import {
  combinedResource,
  findBootstrapRbac,
  formatAttributes,
  type PolicyRule,
  type RequestAttributes,
  type ResourceAttributes,
  ruleAllows,
  rulesOf,
  type UserInfo,
} from '../../../model/kube/index.ts';
import type { OtherAuthorizer } from '../access.ts';
import { nodeFeatures, type NodeFeatures } from './features.ts';
import { type Lister, type NodeGraph, openNodeGraph } from './graph.ts';

const PREFIX = 'system:node:';
const GROUP = 'system:nodes';
const LEASES = 'kube-node-lease';
const READS = ['get', 'list', 'watch'];
const OWN_WRITES = ['get', 'create', 'update', 'patch', 'delete'];

/** What a handler decides from. */
interface Question {
  readonly node: string;
  readonly attributes: ResourceAttributes;
  readonly graph: NodeGraph;
  readonly features: NodeFeatures;
  readonly minor: number;
}

const DENIED: Decision = { decision: 'denied' };

function allowed(reason: string): Decision {
  return { decision: 'allowed', because: { by: 'node', reason } };
}

function when(condition: boolean, reason: string): Decision {
  return condition ? allowed(reason) : DENIED;
}

/** Claims that were made for a pod are named in its status, which is not read. */
function gapsOfClaims({ node, attributes, graph }: Question): readonly Gap[] {
  if (attributes.resource !== 'resourceclaims' || !graph.runsIn(node, attributes.namespace)) return [];
  const reason = 'the names of claims made for pods are in the status of pods, which is not read';
  return [{ gk: 'Pod', namespace: attributes.namespace, state: 'unreadable', reason }];
}

/** Whether something leads from the named object to the node. */
function related(question: Question): Decision {
  const { node, attributes, graph } = question;
  const { resource, namespace, name } = attributes;
  if (name === '') return DENIED;
  if (graph.leads(resource, namespace, name, node)) return allowed(`node ${node} runs what uses it`);
  const gaps = [...graph.gapsFor(resource), ...gapsOfClaims(question)];
  return gaps.length === 0 ? DENIED : { decision: 'unknown', gaps };
}

function readOfRelated(question: Question): Decision {
  const { verb, subresource, namespace } = question.attributes;
  return READS.includes(verb) && subresource === '' && namespace !== '' ? related(question) : DENIED;
}

function getOfRelated(question: Question): Decision {
  const { verb, subresource } = question.attributes;
  return verb === 'get' && subresource === '' ? related(question) : DENIED;
}

function ofClaim(question: Question): Decision {
  const { verb, subresource } = question.attributes;
  if (subresource !== 'status') return getOfRelated(question);
  return verb === 'update' || verb === 'patch' ? related(question) : DENIED;
}

function ofAccount(question: Question): Decision {
  const { verb, subresource } = question.attributes;
  if (verb === 'get' && subresource === '') return question.features.accounts ? readOfRelated(question) : DENIED;
  return verb === 'create' && subresource === 'token' ? related(question) : DENIED;
}

function isOwn({ node, attributes: { verb, name } }: Question): boolean {
  return OWN_WRITES.includes(verb) && (verb === 'create' || name === node);
}

function ofLease(question: Question): Decision {
  return when(question.attributes.namespace === LEASES && isOwn(question), 'the lease of the node itself');
}

function ofCsiNode(question: Question): Decision {
  return when(question.attributes.subresource === '' && isOwn(question), 'the CSINode of the node itself');
}

function selectsOwn({ node, attributes: { fieldSelector = [] } }: Question): boolean {
  return fieldSelector.some(
    ({ field, operator, value }) => field === 'spec.nodeName' && operator === '=' && value === node,
  );
}

function ofSlice(question: Question): Decision {
  const { verb, subresource } = question.attributes;
  const { slices, selectors } = question.features;
  if (subresource !== '') return DENIED;
  if (verb === 'create') return allowed('slices of the node, as NodeRestriction demands');
  if (OWN_WRITES.includes(verb)) return related(question);
  const isList = verb === 'list' || verb === 'watch' || (verb === 'deletecollection' && slices === 'deletes');
  return when(isList && (!selectors || selectsOwn(question)), 'a list of slices');
}

function ofNode({ node, attributes: { verb, subresource, name } }: Question): Decision {
  if (subresource === 'status') return when(verb === 'update' || verb === 'patch', 'the status of Nodes');
  if (subresource !== '') return DENIED;
  if (READS.includes(verb)) return when(name === node, 'the Node itself');
  return when(['create', 'update', 'patch'].includes(verb), 'Nodes, which NodeRestriction limits to its own');
}

const POD_WRITES = new Set([
  'pods create',
  'pods delete',
  'pods/status update',
  'pods/status patch',
  'pods/eviction create',
]);

function ofPod(question: Question): Decision {
  const { attributes } = question;
  const { verb } = attributes;
  const what = combinedResource(attributes);
  if (POD_WRITES.has(`${what} ${verb}`)) return allowed('pods, which NodeRestriction limits to those of the node');
  if (what !== 'pods' || !READS.includes(verb)) return DENIED;
  if (verb !== 'get' && selectsOwn(question)) return allowed('a list of the pods of the node');
  return related(question);
}

function ofCertificate(question: Question): Decision {
  const { verb, subresource } = question.attributes;
  if (subresource !== '') return DENIED;
  if (verb === 'create') return allowed('requests for pods of the node, as NodeRestriction demands');
  if (verb === 'get') return related(question);
  return when((verb === 'list' || verb === 'watch') && selectsOwn(question), 'a list of the requests of the node');
}

type Handler = (question: Question) => Decision;

/** Resources that are subdivided, whatever the version. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  '/secrets': readOfRelated,
  '/configmaps': readOfRelated,
  '/persistentvolumeclaims': ofClaim,
  '/persistentvolumes': getOfRelated,
  'resource.k8s.io/resourceclaims': getOfRelated,
  'storage.k8s.io/volumeattachments': getOfRelated,
  '/serviceaccounts': ofAccount,
  'coordination.k8s.io/leases': ofLease,
  'storage.k8s.io/csinodes': ofCsiNode,
};

/** Those that are in some versions only. */
function handlerOf({ group, resource }: ResourceAttributes, features: NodeFeatures): Handler | undefined {
  const id = `${group}/${resource}`;
  if (id === 'resource.k8s.io/resourceslices' && features.slices !== 'none') return ofSlice;
  if (id === 'certificates.k8s.io/podcertificaterequests' && features.certificates) return ofCertificate;
  if (features.selectors && id === '/nodes') return ofNode;
  if (features.selectors && id === '/pods') return ofPod;
  return Object.hasOwn(HANDLERS, id) ? HANDLERS[id] : undefined;
}

function nodeOf({ name, groups }: UserInfo): string {
  return name.startsWith(PREFIX) && groups.includes(GROUP) ? name.slice(PREFIX.length) : '';
}

/**
 * What the Node authorizer lets kubelets do: what every node may, and reads of what the pods that run on it use. Pods, volumes and the like are read when a node is first asked
 * about. Without the version's defaults (feature gates that somebody set) it may be wrong, and so it is where the authorizer is switched off.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/node/
 */
export function nodeAuthorizer(cluster: Lister, minor: number): OtherAuthorizer {
  const graph = openNodeGraph(cluster);
  const features = nodeFeatures(minor);
  let rules: readonly PolicyRule[] | undefined;
  const byRules = (attributes: RequestAttributes): Decision => {
    rules ??= rulesOf(findBootstrapRbac('ClusterRole', '', 'system:node', minor) ?? {});
    return when(
      rules.some((rule) => ruleAllows(rule, attributes)),
      `every node may ${formatAttributes(attributes)}`,
    );
  };
  return (user, attributes) => {
    const node = nodeOf(user);
    if (node === '') return DENIED;
    const handler = attributes.kind === 'resource' ? handlerOf(attributes, features) : undefined;
    if (handler === undefined || attributes.kind === 'url') return byRules(attributes);
    return handler({ node, attributes, graph, features, minor });
  };
}
