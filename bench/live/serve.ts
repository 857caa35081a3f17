import { startFakeApi } from '../../test/support/fake-api/index.ts';
import { busyPod } from './pods.ts';

/** Usage: serve.ts COUNT. Serves so many pods, prints the address and the mean size of a pod, and ends with its standard input. */
const count = Number(process.argv[2]);
const api = await startFakeApi();
let bytes = 0;
for (let i = 0; i < count; i++) {
  const pod = busyPod(i);
  bytes += JSON.stringify(pod).length;
  api.store.put('pods', pod);
}
console.log(JSON.stringify({ url: api.url, meanBytes: Math.round(bytes / count) }));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
