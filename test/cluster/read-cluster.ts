import { type Cluster, createCluster } from '../../src/model/cluster/index.ts';
import { collectLive, findIdentity, openConnection } from '../../src/sources/api/index.ts';
import type { ControlPlane } from './control-plane.ts';

/** Reads some kinds of a control plane as the program reads them from any cluster. */
export async function readCluster(plane: ControlPlane, kinds: readonly string[]): Promise<Cluster> {
  const identity = await findIdentity({ kubeconfig: await plane.kubeconfig(), env: {}, cwd: '/', home: '/' });
  const connection = openConnection(identity, { userAgent: 'merlon/test', requestsPerSecond: 500 });
  const live = await collectLive(connection, {
    kinds: [...kinds],
    namespaces: [],
    secrets: 'none',
    extraTemplates: {},
  });
  connection.close();
  const { name, version, objects, worlds, extraTemplates, diagnostics } = live;
  return createCluster({ name, origin: 'live', version, objects, worlds, files: [], diagnostics, extraTemplates });
}
