import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root.mjs';

/** What the built files are made from; tests are not part of them. */
const INPUTS = ['src', 'scripts', 'schemas', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** The files at or below a path, relative to the repository, in a fixed order; none where it does not exist. */
function filesAt(relative) {
  let entries;
  try {
    entries = readdirSync(path.join(ROOT, relative), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [relative];
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesAt(`${relative}/${entry.name}`) : [`${relative}/${entry.name}`]))
    .filter((file) => !file.endsWith('.test.ts'));
}

/** A hash over names and contents, so that a checkout that turns file times back still counts as a change. */
export function hashInputs() {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of INPUTS.flatMap(filesAt)) hash.update(`\0${file}\0`).update(readFileSync(path.join(ROOT, file)));
  return hash.digest('hex');
}
