import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Json } from '../../model/json.ts';
import { readDocuments } from '../../model/yaml/index.ts';
import { type Kustomization, readKustomization } from './kustomization.ts';

// The names a kustomization may have, in the order kustomize looks for them.
const FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

function readValue(path: string): Json | undefined {
  try {
    return readDocuments(readFileSync(path, 'utf8'), { format: 'yaml' })[0]?.value;
  } catch {
    // kustomize will say what is wrong with it.
    return undefined;
  }
}

/** Reads kustomizations and everything they include, keyed by absolute folder. */
export function loadKustomizations(folders: readonly string[]): ReadonlyMap<string, Kustomization> {
  const known = new Map<string, Kustomization>();
  const wanted = new Set(folders);
  for (const folder of wanted) {
    const file = FILES.find((name) => existsSync(join(folder, name)));
    if (file === undefined) continue;
    const one = readKustomization(folder, file, readValue(join(folder, file)));
    known.set(folder, one);
    // An entry that is a file has no kustomization below it and drops out above.
    for (const entry of one.entries) wanted.add(resolve(folder, entry));
  }
  return known;
}
