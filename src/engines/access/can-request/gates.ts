/** Feature gates of the API server that decide what a request needs. */
export type Gate =
  | 'AuthorizePodWebsocketUpgradeCreatePermission'
  | 'ConstrainedImpersonation'
  | 'ClusterTrustBundle'
  | 'PodCertificateRequest'
  | 'DRAResourceClaimGranularStatusAuthorization';

/**
 * The first minor in which a gate is on by default.
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/
 */
const ON_FROM: Readonly<Record<Gate, number>> = {
  AuthorizePodWebsocketUpgradeCreatePermission: 35,
  ConstrainedImpersonation: 36,
  ClusterTrustBundle: 37,
  PodCertificateRequest: 37,
  DRAResourceClaimGranularStatusAuthorization: 36,
};

/** Whether a gate is on: as it is known to be set, else by the default of the version. */
export function isOn(
  gate: Gate,
  { minor, gates }: { readonly minor: number; readonly gates?: Readonly<Partial<Record<Gate, boolean>>> | undefined },
): boolean {
  return gates?.[gate] ?? minor >= ON_FROM[gate];
}
