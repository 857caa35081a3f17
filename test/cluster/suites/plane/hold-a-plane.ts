import { startControlPlane } from '../../index.ts';

/** Starts a control plane, says what runs, and waits to be killed. */
const plane = await startControlPlane();
console.log(JSON.stringify({ pids: plane.processIds(), folder: plane.folder }));
setInterval(() => undefined, 60_000);
