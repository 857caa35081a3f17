import { createRequire } from 'node:module';
import path from 'node:path';
import { isStale } from './lib/stamp.mjs';
import { DIST } from './lib/root.mjs';

if (isStale()) {
  const [{ buildAll }, { whileBuildingAlone }] = await Promise.all([
    import('./lib/build-all.mjs'),
    import('./lib/build-lock.mjs'),
  ]);
  await whileBuildingAlone(async () => {
    if (isStale()) await buildAll();
  });
}
const entry = path.join(DIST, 'merlon.js');
process.argv = [process.argv[0], entry, ...process.argv.slice(2)];
createRequire(import.meta.url)(entry);
