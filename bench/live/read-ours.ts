import { collectLive, findIdentity, openConnection } from '../../src/sources/api/index.ts';

/** Usage: read-ours.ts KUBECONFIG. Reads all pods and prints how many there are and what that took. */
const [, , kubeconfig] = process.argv;
const identity = await findIdentity({ kubeconfig, env: {}, cwd: '/', home: '/' });
const connection = openConnection(identity, { userAgent: 'merlon/bench' });
const live = await collectLive(connection, { kinds: ['Pod'], namespaces: [], secrets: 'none', extraTemplates: {} });
connection.close();
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const pods = live.objects.filter(({ gk }) => gk === 'Pod').length;
console.log(
  JSON.stringify({ pods, userMs: userCPUTime / 1000, systemMs: systemCPUTime / 1000, peakMiB: maxRSS / 1024 }),
);
