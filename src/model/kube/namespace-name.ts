const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Whether a text may be the name of a namespace, as the API server has it.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
 */
export function isNamespaceName(text: string): boolean {
  return LABEL.test(text);
}
