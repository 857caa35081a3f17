import { type Cluster, labelsOf } from '../../model/cluster/index.ts';
import { isList, textOf, valueAt } from '../../model/json.ts';

/** A sign that something beside RBAC decides in this cluster, which objects cannot show. */
export interface AuthorizerSign {
  readonly authorizer: string;
  readonly seen: string;
}

const CLOUDS: readonly (readonly [RegExp, string, string])[] = [
  [/^eks\.amazonaws\.com\//, 'Amazon EKS', 'access entries and the aws-auth ConfigMap'],
  [/^cloud\.google\.com\/gke-/, 'Google Kubernetes Engine', 'IAM'],
  [/^kubernetes\.azure\.com\//, 'Azure Kubernetes Service', 'Azure RBAC, where it is switched on'],
];

function* ofNodes(cluster: Cluster): Iterable<AuthorizerSign> {
  for (const node of cluster.list('Node', '').items)
    for (const key of Object.keys(labelsOf(node)))
      for (const [pattern, cloud, authorizer] of CLOUDS)
        if (pattern.test(key))
          yield { authorizer: `${cloud}: ${authorizer}`, seen: `label ${key} of Node ${node.ref.name}` };
}

/** Flags of an API server that runs as a pod. */
function* ofFlags(cluster: Cluster): Iterable<AuthorizerSign> {
  for (const pod of cluster.list('Pod', 'kube-system').items) {
    const command = valueAt(pod.data, ['spec', 'containers', 0, 'command']);
    for (const word of isList(command) ? command.map(textOf) : []) {
      const modes = /^--authorization-mode=(.*)$/.exec(word)?.[1]?.split(',') ?? [];
      for (const mode of modes.filter((one) => one !== 'Node' && one !== 'RBAC'))
        yield { authorizer: mode, seen: `--authorization-mode of Pod kube-system/${pod.ref.name}` };
      if (word.startsWith('--authorization-config'))
        yield {
          authorizer: 'a configured chain of authorizers',
          seen: `--authorization-config of Pod kube-system/${pod.ref.name}`,
        };
    }
  }
}

/**
 * Signs of authorizers that no object shows: a "cannot" by roles and bindings alone is then not the last word. One for each authorizer.
 */
export function otherAuthorizers(cluster: Cluster): readonly AuthorizerSign[] {
  const awsAuth = cluster.get('ConfigMap', 'kube-system', 'aws-auth').items.length > 0;
  const found = [
    ...ofFlags(cluster),
    ...ofNodes(cluster),
    ...(awsAuth
      ? [
          {
            authorizer: 'Amazon EKS: access entries and the aws-auth ConfigMap',
            seen: 'ConfigMap kube-system/aws-auth',
          },
        ]
      : []),
  ];
  return [...new Map(found.map((sign) => [sign.authorizer, sign])).values()];
}
