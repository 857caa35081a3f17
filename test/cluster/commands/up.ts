import { fork } from 'node:child_process';
import { buildControlPlane, findBinaries, NEWEST, NoControlPlaneError } from '../index.ts';
import { holdCluster } from './hold.ts';
import { readState } from './state.ts';

/** `npm run cluster:up`: a throw-away cluster on loopback with the example shop in it, until `npm run cluster:down`. */
const HOLD = '--hold';

interface Answer {
  readonly kubeconfig?: string;
  readonly error?: string;
}

function tell(kubeconfig: string): void {
  console.log(`A cluster runs on this machine, with three simulated nodes and the example shop in it (nothing of it is executed).

  export KUBECONFIG=${kubeconfig}

Try:
  npm start -- scan --cluster                      what an attacker would use in it
  npm start -- resources --cluster                 requests, limits and what is left of the nodes
  npm start -- snapshot --cluster -o shop.snapshot  a file that every command reads
  npm start -- rbac print --for scan               the permissions that a scan needs
  npm run cluster:down                             ends it`);
}

async function ensurePrograms(): Promise<void> {
  try {
    await findBinaries(NEWEST);
  } catch (error) {
    if (!(error instanceof NoControlPlaneError)) throw error;
    await buildControlPlane(NEWEST, (line) => console.error(line));
  }
}

async function start(): Promise<Answer> {
  await ensurePrograms();
  console.error('starting a control plane …');
  const holder = fork(process.argv[1] ?? '', [HOLD], {
    detached: true,
    // Whoever waits for the end of our output must not wait for the cluster's.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const answer = await new Promise<Answer>((resolve) => {
    holder.once('message', (message) => resolve(message as Answer));
    holder.once('exit', (code) => resolve({ error: `it ended with ${code}` }));
  });
  holder.unref();
  return answer;
}

async function up(): Promise<void> {
  const running = await readState();
  const answer: Answer = running === undefined ? await start() : { kubeconfig: running.kubeconfig };
  if (answer.kubeconfig !== undefined) {
    tell(answer.kubeconfig);
    return;
  }
  console.error(`no cluster: ${answer.error ?? 'it did not start'}`);
  process.exitCode = 1;
}

// The same program holds the cluster, as a process of its own.
await (process.argv.includes(HOLD) ? holdCluster() : up());
