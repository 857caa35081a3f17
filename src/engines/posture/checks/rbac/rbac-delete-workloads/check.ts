import { ask } from '../../../families/rbac-requests.ts';
import { rbacRule } from '../../../families/rbac-rule.ts';

/** See doc.md. */
export const check = rbacRule({
  id: 'rbac-delete-workloads',
  title: 'Role deletes workloads or what they need',
  severity: 'medium',
  why: 'Deletion is an outage, and of claims the loss of data.',
  remedy: 'Name what may be deleted in `resourceNames`, or leave it to the pipeline.',
  ids: { kubescape: ['C-0007'] },
  allows: 'deleting workloads or what they need',
  requests: () => [
    ...ask(
      'delete deletecollection',
      '',
      'pods services secrets configmaps replicationcontrollers persistentvolumeclaims',
    ),
    ...ask('delete deletecollection', 'apps', 'deployments daemonsets statefulsets replicasets'),
    ...ask('delete deletecollection', 'batch', 'jobs cronjobs'),
  ],
});
