export { ApiError, type ApiProblem, type Connection, type ConnectionOptions, openConnection } from './client/index.ts';
export { collectLive } from './collect.ts';
export { type ConnectRequest, findIdentity, type Identity, KubeconfigError } from './credentials/index.ts';
export type { ApiResource, Discovery } from './discovery.ts';
export { newKinds, waitForKinds } from './new-kinds.ts';
export type { LiveCluster, LiveProgress, LiveRequest, WatchPoint } from './types.ts';
export { type LiveEvent, watchLive, type WatchOptions } from './watch.ts';
