import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DIST } from './root.mjs';
import { hashInputs } from './tree-hash.mjs';

/** Written last by a build: the hash of what it was made from. */
export const STAMP = path.join(DIST, '.stamp');

/** True when the built files are missing or made from other sources than those there are now. */
export function isStale() {
  if (!existsSync(STAMP) || !existsSync(path.join(DIST, 'merlon.js'))) return true;
  return readFileSync(STAMP, 'utf8').trim() !== hashInputs();
}
