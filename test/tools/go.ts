import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache.ts';

const run = promisify(execFile);

/** A program that `go install` builds: its package and version. */
export interface GoTool {
  readonly name: string;
  readonly module: string;
  readonly version: string;
}

/** Whether there is a Go to build with. */
export async function hasGo(): Promise<boolean> {
  try {
    await run('go', ['version']);
    return true;
  } catch {
    return false;
  }
}

/** Where the built program stands in the cache, whether it was built yet or not. The version is part of the path. */
export function toolPath({ name, version }: GoTool): string {
  return join(cacheFolder(), 'tools', `${name}-${version}`);
}

/** The built program, or undefined when it is not in the cache. */
export async function cachedTool(tool: GoTool): Promise<string | undefined> {
  const path = toolPath(tool);
  try {
    await access(path);
    return path;
  } catch {
    return undefined;
  }
}

/** Builds a program by name with `go install`, once; later calls find it in the cache. Throws what Go says when it cannot be built. */
export async function installTool(tool: GoTool): Promise<string> {
  const found = await cachedTool(tool);
  if (found !== undefined) return found;
  const path = toolPath(tool);
  const folder = join(cacheFolder(), 'tools');
  await mkdir(folder, { recursive: true });
  // Built aside and moved: a build that is cut off leaves nothing that looks whole, and two at once do no harm.
  const building = await mkdtemp(join(folder, 'build-'));
  try {
    await run('go', ['install', `${tool.module}@${tool.version}`], {
      cwd: building,
      env: { ...process.env, GOBIN: building, GOFLAGS: '' },
      maxBuffer: 64 * 1024 * 1024,
    });
    await rename(join(building, basename(tool.name)), path);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return path;
}
