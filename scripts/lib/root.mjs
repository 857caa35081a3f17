import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, wherever the script was started from. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The folder that the build writes. */
export const DIST = path.join(ROOT, 'dist');
