import type { ResourceAttributes } from '../../../model/kube/index.ts';

/** A request that a check of rules is about. */
export interface RuleRequest {
  readonly attributes: ResourceAttributes;
  /** What it asks for is in no namespace: a RoleBinding does not give it. */
  readonly everywhere: boolean;
}

function requests(verbs: string, group: string, resources: string, everywhere: boolean): readonly RuleRequest[] {
  return resources.split(' ').flatMap((text) => {
    const [resource = '', subresource = ''] = text.split('/');
    return verbs.split(' ').map((verb) => ({
      attributes: { kind: 'resource', verb, group, resource, subresource, namespace: '', name: '' } as const,
      everywhere,
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

/** The group of roles and bindings. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io';
