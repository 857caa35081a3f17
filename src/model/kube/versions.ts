/** The newest Kubernetes minor whose rules are known (N of 1.N); what is judged for when nobody says a version. */
export const NEWEST_MINOR = 37;

/** Reads a Kubernetes version as people and servers write it (`1.31`, `v1.31.4`, `1.31+`, `1.29.3-eks-a1b2c3`); undefined when it is none. */
export function parseKubernetesMinor(text: string): number | undefined {
  const match = /^v?1\.(\d{1,3})(?:\.\d+)?(?:[+-][\w.+-]*)?$/.exec(text.trim());
  return match === null ? undefined : Number(match[1]);
}
