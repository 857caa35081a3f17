import { answer } from '../cluster/index.ts';
import type { Json } from '../json.ts';
import { objectAt, objectsAt, stringAt } from '../kube/index.ts';
import type { FactDefinition } from './types.ts';

/**
 * The `container-defaults` fact: what the LimitRanges of a namespace fill into containers that name no limit or request.
 * An item without a list answer says only that no LimitRange was seen. Where several LimitRanges name one resource, the first by name counts here;
 * the API server does not promise an order.
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export const containerDefaultsFact: FactDefinition<'container-defaults'> = {
  name: 'container-defaults',
  kinds: ['LimitRange'],
  facts: [],
  keyOf: (namespace) => namespace,
  derive(namespace, view) {
    const ranges = view.list('LimitRange', namespace);
    const limits = Object.create(null) as Record<string, Json | undefined>;
    const requests = Object.create(null) as Record<string, Json | undefined>;
    for (const range of ranges.items) {
      for (const item of objectsAt(objectAt(range.data, 'spec'), 'limits')) {
        if (stringAt(item, 'type') !== 'Container') continue;
        // The API fills `default` from `max` and `defaultRequest` from `default` or `min` when a LimitRange is stored.
        const byDefault = { ...objectAt(item, 'max'), ...objectAt(item, 'default') };
        const byRequest = { ...objectAt(item, 'min'), ...byDefault, ...objectAt(item, 'defaultRequest') };
        for (const [name, value] of Object.entries(byDefault)) limits[name] ??= value;
        for (const [name, value] of Object.entries(byRequest)) requests[name] ??= value;
      }
    }
    const items = ranges.items.length === 0 ? [] : [{ limits, requests }];
    return answer(items, ranges.gaps);
  },
};
