import type { ResourceAttributes } from '../../../model/kube/index.ts';

/** A request that a check of rules is about. A subresource of `*` stands for each one that a rule names. */
export interface RuleRequest {
  readonly attributes: ResourceAttributes;
  /** What it asks for is in no namespace: a RoleBinding does not give it. */
  readonly everywhere: boolean;
  /** It gives less than the check's severity says. */
  readonly lesser: boolean;
}

function requests(verbs: string, group: string, resources: string, everywhere: boolean): readonly RuleRequest[] {
  return resources.split(' ').flatMap((text) => {
    const [resource = '', subresource = ''] = text.split('/');
    return verbs.split(' ').map((verb) => ({
      attributes: { kind: 'resource', verb, group, resource, subresource, namespace: '', name: '' } as const,
      everywhere,
      lesser: false,
    }));
  });
}

/** Every verb on every resource of a group that is in namespaces; both lists are words with blanks between. */
export function ask(verbs: string, group: string, resources: string): readonly RuleRequest[] {
  return requests(verbs, group, resources, false);
}

/** The same for what is in no namespace. */
export function askCluster(verbs: string, group: string, resources: string): readonly RuleRequest[] {
  return requests(verbs, group, resources, true);
}

/** Requests that are one step less bad than the others of their check. */
export function lesser(all: readonly RuleRequest[]): readonly RuleRequest[] {
  return all.map((request) => ({ ...request, lesser: true }));
}

/** The group of roles and bindings. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io';
