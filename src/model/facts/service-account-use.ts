import { formatPath } from '../json.ts';
import { boolAt, stringAt } from '../kube/index.ts';
import { objectKeyOf } from './keys.ts';
import type { FactDefinition, ServiceAccountUse } from './types.ts';

/**
 * The `service-account-use` fact: which account a workload's pods run as and whether its token is mounted. The pod's field wins over the
 * account's, and without either the token is mounted; `serviceAccount` counts only where `serviceAccountName` is empty.
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
 */
export const serviceAccountUseFact: FactDefinition<'service-account-use'> = {
  name: 'service-account-use',
  kinds: ['ServiceAccount'],
  facts: [],
  keyOf: (workload) => `${objectKeyOf(workload.object)}\u0000${formatPath(workload.root)}`,
  derive(workload, view): ServiceAccountUse {
    const { spec } = workload.template;
    const named = stringAt(spec, 'serviceAccountName') || stringAt(spec, 'serviceAccount') || '';
    const name = named === '' ? 'default' : named;
    const namedBy = named === '' ? 'default' : 'pod';
    const { object } = workload;
    const account = view.get('ServiceAccount', object.ref.namespace, name);
    const own = boolAt(spec, 'automountServiceAccountToken');
    if (own !== undefined) return { name, namedBy, account, automount: own, decidedBy: 'pod' };
    const found = account.items[0];
    const granted = found === undefined ? undefined : boolAt(found.data, 'automountServiceAccountToken');
    if (granted !== undefined) return { name, namedBy, account, automount: granted, decidedBy: 'service-account' };
    return { name, namedBy, account, automount: true, decidedBy: 'default' };
  },
};
