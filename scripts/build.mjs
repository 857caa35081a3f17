import { buildAll } from './lib/build-all.mjs';
import { whileBuildingAlone } from './lib/build-lock.mjs';
import { isStale } from './lib/stamp.mjs';

const [option, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (option !== undefined && option !== '--if-stale')) {
  console.error('usage: node scripts/build.mjs [--if-stale]');
  process.exit(2);
}
if (option === undefined || isStale()) {
  await whileBuildingAlone(async () => {
    // Whoever had to wait finds it built.
    if (option !== undefined && !isStale()) return;
    const { files, bytes } = await buildAll();
    console.error(`dist: ${files} files, ${Math.round(bytes / 1024)} KiB`);
  });
}
