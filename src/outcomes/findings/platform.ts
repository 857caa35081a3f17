import { type KubeObject, labelsOf } from '../../model/cluster/index.ts';
import { isAsShipped, type Platform, type PlatformChoice, platformOf } from '../../model/kube/index.ts';

/** Says which part of the platform an object belongs to; undefined for people's own work. */
export type FindPlatform = (object: KubeObject) => Platform | undefined;

/** Nothing is the platform's. */
export const NO_PLATFORM: FindPlatform = () => undefined;

/** Makes the look-up for a cluster of Kubernetes 1.N, with what people say of their namespaces; each object is looked at once. */
export function findPlatforms(choice: PlatformChoice, minor: number): FindPlatform {
  const known = new WeakMap<KubeObject, { readonly platform: Platform | undefined }>();
  return (object) => {
    let entry = known.get(object);
    if (entry === undefined) {
      const { gk, ref } = object;
      const { namespace, name } = ref;
      const asShipped = isAsShipped(object.data, namespace, minor);
      entry = { platform: platformOf({ gk, namespace, name, labels: labelsOf(object), asShipped }, choice) };
      known.set(object, entry);
    }
    return entry.platform;
  };
}
