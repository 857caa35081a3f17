import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../test/tools/index.ts';
import { distinctFleet } from './distinct-fleet.ts';

const run = promisify(execFile);
const SEED = 42;

/** Which fleet: the shared generator's mix of kinds, or our own in which every template differs. */
export type FleetKind = 'mixed' | 'distinct';

/** A fleet on disk. */
export interface Fleet {
  readonly kind: FleetKind;
  readonly objects: number;
  readonly folder: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

function generatorFile(): string {
  return resolve(process.env['MERLON_BENCH'] ?? '../shared/bench', 'gen-fleet.py');
}

/** What a fleet is made by: a change of it makes another fleet. */
async function makerHash(kind: FleetKind): Promise<string> {
  const file = kind === 'mixed' ? generatorFile() : join(import.meta.dirname, 'distinct-fleet.ts');
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
    .slice(0, 12);
}

async function write(kind: FleetKind, objects: number, folder: string): Promise<void> {
  if (kind === 'mixed') {
    await run('python3', [generatorFile(), folder, '--objects', String(objects), '--seed', String(SEED)]);
    return;
  }
  for (const { name, text } of distinctFleet(objects, SEED)) await writeFile(join(folder, name), text);
}

/** Makes a fleet in the cache, outside the repository, once; `MERLON_BENCH` is the folder that holds the shared generator. Throws when that is missing. */
export async function makeFleet(kind: FleetKind, objects: number): Promise<Fleet> {
  const fleets = join(cacheFolder(), 'fleets');
  const folder = join(fleets, `${kind}-${objects}-${await makerHash(kind)}`);
  try {
    await access(folder);
  } catch {
    await mkdir(fleets, { recursive: true });
    const building = await mkdtemp(join(fleets, 'build-'));
    try {
      await write(kind, objects, building);
      await rename(building, folder);
    } finally {
      await rm(building, { recursive: true, force: true });
    }
  }
  const files = (await readdir(folder)).toSorted().map((name) => join(folder, name));
  const sizes = await Promise.all(files.map((file) => stat(file)));
  return { kind, objects, folder, files, bytes: sizes.reduce((sum, { size }) => sum + size, 0) };
}
