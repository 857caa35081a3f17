import { groupKind, type KubeObject, labelsOf, ownersOf, splitApiVersion } from '../../model/cluster/index.ts';
import { type Platform, type PlatformChoice, platformOf } from '../../model/kube/index.ts';

/** Says which part of the platform an object belongs to; undefined for people's own work. */
export type FindPlatform = (object: KubeObject) => Platform | undefined;

/** Nothing is the platform's. */
export const NO_PLATFORM: FindPlatform = () => undefined;

/** Makes the look-up, with what people say of their namespaces; each object is looked at once. */
export function findPlatforms(choice: PlatformChoice): FindPlatform {
  const known = new WeakMap<KubeObject, { readonly platform: Platform | undefined }>();
  return (object) => {
    let entry = known.get(object);
    if (entry === undefined) {
      const { gk, ref } = object;
      const owners = ownersOf(object).map(({ apiVersion, kind }) => groupKind(splitApiVersion(apiVersion).group, kind));
      const { namespace, name } = ref;
      entry = { platform: platformOf({ gk, namespace, name, labels: labelsOf(object), owners }, choice) };
      known.set(object, entry);
    }
    return entry.platform;
  };
}
