import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { findBinaries, startControlPlane } from '../index.ts';
import { simulateNodes } from '../simulate.ts';
import { clearState, writeState } from './state.ts';

const run = promisify(execFile);
const EXAMPLE = path.resolve(import.meta.dirname, '../../../examples/shop');

async function startShop(): Promise<void> {
  const plane = await startControlPlane({ controllers: ['*'], scheduler: true });
  const kubelets = await simulateNodes(plane.admin, { count: 3, kubeletVersion: `v${plane.version}` });
  const end = async (): Promise<void> => {
    await kubelets.stop();
    await plane.stop();
    await clearState();
    process.exit(0);
  };
  process.on('SIGTERM', () => void end());
  process.on('SIGINT', () => void end());
  const kubeconfig = await plane.kubeconfig();
  const { file, args } = (await findBinaries(plane.version))('kubectl');
  const apply = [...args, `--kubeconfig=${kubeconfig}`, 'apply', '--recursive', '--filename'];
  await run(file, [...apply, path.join(EXAMPLE, 'namespaces.yaml')]);
  await run(file, [...apply, EXAMPLE]);
  await writeState({ pid: process.pid, kubeconfig });
  process.send?.({ kubeconfig });
  process.disconnect?.();
}

/** Holds the throw-away cluster of `npm run cluster:up` until it is told to end; says on its channel where the kubeconfig is, or what went wrong. */
export async function holdCluster(): Promise<void> {
  try {
    await startShop();
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) });
    process.exit(1);
  }
}
