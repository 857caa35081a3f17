import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SOURCES = ['main.go', 'go.mod', 'go.sum'];

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
  for (const name of SOURCES) hash.update(await readFile(join(folder, name)));
  const target = join(cacheFolder(), 'oracle', `yaml-${hash.digest('hex').slice(0, 16)}`);
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

/** Gives texts to the oracle; resolves to its lines, one for each text. */
export async function askOracle(program: string, texts: readonly string[]): Promise<readonly string[]> {
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  for (const text of texts) {
    const bytes = Buffer.from(text);
    child.stdin.write(`${bytes.length}\n`);
    child.stdin.write(bytes);
  }
  child.stdin.end();
  const code = await ended;
  const lines = Buffer.concat(chunks).toString().split('\n').slice(0, -1);
  if (code !== 0 || lines.length !== texts.length)
    throw new Error(`the oracle ended with ${code} after ${lines.length} of ${texts.length} texts`);
  return lines;
}
