import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs that tests and benches build are kept: `MERLON_CACHE`, else `merlon` in `XDG_CACHE_HOME` or in ~/.cache. Never inside the repository. */
export function cacheFolder(): string {
  const { MERLON_CACHE, XDG_CACHE_HOME } = process.env;
  if (MERLON_CACHE !== undefined && MERLON_CACHE !== '') return MERLON_CACHE;
  if (XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== '') return join(XDG_CACHE_HOME, 'merlon');
  return join(homedir(), '.cache', 'merlon');
}
