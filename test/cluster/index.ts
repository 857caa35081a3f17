export { buildControlPlane, findBinaries, NEWEST, NoControlPlaneError, type Version, VERSIONS } from './binaries.ts';
export type { RequestOptions, TestClient, TestResponse } from './client.ts';
export { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './control-plane.ts';
export { type Authority, type CertificateUser, type KeyPair, makeAuthority } from './pki.ts';
export { simulateNodes, type SimulatedNodes, type Simulation } from './simulate.ts';
export { readCluster } from './read-cluster.ts';
