import type { Access, Chain } from '../../../../src/model/facts/index.ts';
import { accountOf, type ResourceAttributes } from '../../../../src/model/kube/index.ts';
import type { Question } from './questions.ts';

/** What a question and its answer touch, of the points of attack research that tools get wrong. */
type Sign = (question: Question, chains: readonly Chain[], access: Access) => boolean;

const ruleOf = ({
  role,
  rule,
}: Chain): {
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
  readonly names: readonly string[];
} => {
  const found = role.rules[rule];
  return { verbs: found?.verbs ?? [], resources: found?.resources ?? [], names: found?.resourceNames ?? [] };
};
const resource = ({ attributes }: Question): ResourceAttributes | undefined =>
  attributes.kind === 'resource' ? attributes : undefined;
const CLUSTER_SCOPED = new Set(['nodes', 'clusterroles', 'users', 'groups', 'signers', 'podsecuritypolicies']);

/** Numbered as in the list that they come from; each must be met often for a run to count. */
export const POINTS: Readonly<Record<string, Sign>> = {
  '1 verb *': (_question, chains) => chains.some((chain) => ruleOf(chain).verbs.includes('*')),
  '1 any word is a verb': (question) =>
    question.attributes.verb === 'invented' || question.attributes.verb === 'impersonate:user-info',
  '2 resource * with a subresource': (question, chains) =>
    (resource(question)?.subresource ?? '') !== '' && chains.some((chain) => ruleOf(chain).resources.includes('*')),
  '2 */sub': (question, chains) =>
    (resource(question)?.subresource ?? '') !== '' &&
    chains.some((chain) => ruleOf(chain).resources.some((one) => one.startsWith('*/'))),
  '2 a subresource is not its resource': (question, chains) =>
    (resource(question)?.subresource ?? '') !== '' && chains.length === 0,
  '3 groups of the API': (question, chains) => (resource(question)?.group ?? '') !== '' && chains.length > 0,
  '4 resourceNames': (_question, chains) => chains.some((chain) => ruleOf(chain).names.length > 0),
  '4 a name of * is a name': (question) => resource(question)?.name === '*',
  '5 lists with a name': (question) =>
    ['list', 'watch'].includes(question.attributes.verb) && (resource(question)?.name ?? '') !== '',
  '6 URLs': (question) => question.attributes.kind === 'url',
  '7 several chains': (_question, chains) => chains.length > 1,
  '8 a ClusterRole in a namespace': (_question, chains) =>
    chains.some(({ grant, role }) => grant.scope !== '' && role.object.ref.kind === 'ClusterRole'),
  '9 the Namespace itself': (question) =>
    resource(question)?.resource === 'namespaces' && resource(question)?.namespace !== '',
  '10 cluster-scoped in a namespace': (question) =>
    CLUSTER_SCOPED.has(resource(question)?.resource ?? '') && resource(question)?.namespace !== '',
  '13 groups of accounts': (question, chains) =>
    accountOf(question.user.name) !== undefined && chains.some(({ grant }) => grant.subject.kind === 'Group'),
  '13 an account as a User': (question, chains) =>
    accountOf(question.user.name) !== undefined && chains.some(({ grant }) => grant.subject.kind === 'User'),
  '14 an account of another namespace': (_question, chains) =>
    chains.some(
      ({ grant }) =>
        grant.subject.kind === 'ServiceAccount' && grant.scope !== '' && grant.subject.namespace !== grant.scope,
    ),
  '15 bindings to nothing': (question, chains, access) =>
    chains.length === 0 && access.grantsOf(question.user).some(({ role }) => role === undefined),
  '21 aggregated roles': (_question, chains) =>
    chains.some(({ role, rule }) => role.origins[rule]?.object !== role.object),
  '22 built-in roles': (_question, chains) =>
    chains.some(({ role }) => ['admin', 'edit', 'view', 'cluster-admin'].includes(role.object.ref.name)),
  '24 get on exec and proxies': (question) =>
    question.attributes.verb === 'get' && ['exec', 'proxy'].includes(resource(question)?.subresource ?? ''),
  '26 use': (question) => question.attributes.verb === 'use',
  '27 tokens': (question) => resource(question)?.subresource === 'token',
  '28 signers': (question) => resource(question)?.resource === 'signers',
};
