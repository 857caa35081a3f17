import { readState } from './state.ts';

/** `npm run cluster:down`: ends the cluster of `cluster:up`. */
const PATIENCE_MS = 30_000;

const state = await readState();
if (state === undefined) console.log('no cluster is up');
else {
  process.kill(state.pid, 'SIGTERM');
  const end = Date.now() + PATIENCE_MS;
  while ((await readState()) !== undefined && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const isLeft = (await readState()) !== undefined;
  console.log(isLeft ? `process ${state.pid} does not end` : 'the cluster is gone');
  process.exitCode = isLeft ? 1 : 0;
}
