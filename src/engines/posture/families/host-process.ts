import { type Path, valueAt } from '../../../model/json.ts';
import { containerSecurityPath, podSecurityPath, type PodTemplate } from '../../../model/kube/index.ts';

const FIELD = ['securityContext', 'windowsOptions', 'hostProcess'];

/**
 * The places where a pod says `hostProcess: true`. The API server wants all containers of a pod to be processes of the node or none, and such a pod to be on
 * the node's network. Values of wrong types are no `true`: a judge must not stumble over the field of another container.
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
 */
export function hostProcessPlaces({ spec, containers }: PodTemplate): readonly Path[] {
  const ofPod = valueAt(spec, FIELD) === true ? [podSecurityPath('windowsOptions', 'hostProcess')] : [];
  const own = containers.filter(({ data }) => valueAt(data, FIELD) === true);
  return [...ofPod, ...own.map((container) => containerSecurityPath(container, 'windowsOptions', 'hostProcess'))];
}
