import { CoreV1Api, KubeConfig, type V1Pod } from '@kubernetes/client-node';

/** Usage: read-official.ts KUBECONFIG PAGE_SIZE. Reads all pods with the official client (0: in one piece) and prints what that took. */
const [, , kubeconfig = '', pageSize = '0'] = process.argv;
const config = new KubeConfig();
config.loadFromFile(kubeconfig);
const core = config.makeApiClient(CoreV1Api);
const pods: V1Pod[] = [];
let token: string | undefined;
do {
  const page = await core.listPodForAllNamespaces({
    ...(pageSize === '0' ? {} : { limit: Number(pageSize) }),
    ...(token === undefined ? {} : { _continue: token }),
  });
  pods.push(...page.items);
  token = page.metadata?._continue;
} while (token !== undefined && token !== '');
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
console.log(
  JSON.stringify({
    pods: pods.length,
    userMs: userCPUTime / 1000,
    systemMs: systemCPUTime / 1000,
    peakMiB: maxRSS / 1024,
  }),
);
