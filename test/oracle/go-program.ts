import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

function cacheFolder(): string {
  const { MERLON_CACHE, XDG_CACHE_HOME } = process.env;
  return (
    MERLON_CACHE ??
    (XDG_CACHE_HOME === undefined ? join(homedir(), '.cache', 'merlon') : join(XDG_CACHE_HOME, 'merlon'))
  );
}

/** Builds the oracle from the Go sources in a folder, once for each state of the sources and version of Go; returns the program's path. */
export async function buildOracle(folder: string): Promise<string> {
  const { stdout: version } = await run('go', ['version']);
  const hash = createHash('sha256').update(version);
  const sources = (await readdir(folder)).filter((name) => /\.(?:go|mod|sum)$/.test(name)).toSorted();
  for (const name of sources) hash.update(await readFile(join(folder, name)));
  const target = join(cacheFolder(), 'oracle', `${basename(folder)}-${hash.digest('hex').slice(0, 16)}`);
  try {
    await access(target);
    return target;
  } catch {
    await mkdir(join(target, '..'), { recursive: true });
  }
  const fresh = `${target}.${process.pid}`;
  await run('go', ['build', '-trimpath', '-o', fresh, '.'], { cwd: folder });
  await rename(fresh, target);
  return target;
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

/** Gives a program its input; resolves to its lines. Throws when it fails or does not give `count` lines. */
export async function askProgram(
  program: string,
  input: Iterable<string | Buffer>,
  count: number,
): Promise<readonly string[]> {
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  for (const part of input) child.stdin.write(part);
  child.stdin.end();
  const code = await ended;
  const lines = Buffer.concat(chunks).toString().split('\n').slice(0, -1);
  if (code !== 0 || lines.length !== count)
    throw new Error(`the oracle ended with ${code} after ${lines.length} of ${count} answers`);
  return lines;
}

/** Gives texts to the YAML oracle, each with its length; resolves to its lines, one for each text. */
export function askOracle(program: string, texts: readonly string[]): Promise<readonly string[]> {
  const parts = texts.flatMap((text) => {
    const bytes = Buffer.from(text);
    return [`${bytes.length}\n`, bytes];
  });
  return askProgram(program, parts, texts.length);
}
