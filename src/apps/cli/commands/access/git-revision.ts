import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CliError } from '../../errors.ts';

/** Files of a revision in a private folder, to be read with `cwd` as working directory. */
export interface Revision {
  readonly cwd: string;
  readonly remove: () => Promise<void>;
}

const NUL = '\u0000';
const MOST_BYTES = 512 * 1024 * 1024;

function git(args: readonly string[], cwd: string, input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...args], { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    const [out, errors]: [Buffer[], Buffer[]] = [[], []];
    let size = 0;
    child.stdout.on('data', (bytes: Buffer) => {
      size += bytes.length;
      if (size > MOST_BYTES) child.kill();
      else out.push(bytes);
    });
    child.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
    child.on('error', (error) => reject(new CliError(`git could not be run: ${error.message}`)));
    child.on('close', (code) => {
      if (size > MOST_BYTES) reject(new CliError('the files of that revision are more than 512 MiB: name fewer paths'));
      else if (code === 0) resolve(Buffer.concat(out));
      else reject(new CliError(`git ${args[0] ?? ''}: ${Buffer.concat(errors).toString().trim().slice(0, 500)}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

interface Entry {
  readonly id: string;
  readonly file: string;
}

/** Plain files of a tree; links and sub-modules lead out of it. */
function entriesOf(listing: string): readonly Entry[] {
  return listing.split(NUL).flatMap((line): readonly Entry[] => {
    const [head = '', file = ''] = line.split('\t');
    const [mode = '', type = '', id = ''] = head.split(' ');
    return type === 'blob' && mode.startsWith('100') && !file.split('/').includes('..') ? [{ id, file }] : [];
  });
}

/** Takes the contents out of what `git cat-file --batch` prints: a line with the size, the bytes, a line end. */
function* contentsOf(batch: Buffer): Iterable<Buffer> {
  for (let at = 0; at < batch.length;) {
    const end = batch.indexOf('\n', at);
    const size = Number(batch.subarray(at, end).toString().split(' ')[2]);
    if (!Number.isSafeInteger(size)) throw new CliError('git printed what is no content of a file');
    yield batch.subarray(end + 1, end + 1 + size);
    at = end + 1 + size + 1;
  }
}

/**
 * Writes what some paths held at a revision into a private folder, as it is stored: no filter of the repository runs. A path that was not there then is an empty folder.
 * Throws CliError where git or the revision is missing.
 */
export async function checkOut(revision: string, paths: readonly string[], cwd: string): Promise<Revision> {
  if (revision.startsWith('-')) throw new CliError(`"${revision}" is no revision`);
  const commit = (
    await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], cwd).catch(() =>
      Buffer.from(''),
    )
  )
    .toString()
    .trim();
  if (commit === '') throw new CliError(`git knows no revision "${revision}" here`);
  const prefix = (await git(['rev-parse', '--show-prefix'], cwd)).toString().trim();
  const listing = await git(['ls-tree', '-r', '-z', '--full-name', commit, '--', ...paths], cwd);
  const entries = entriesOf(listing.toString());
  const batch =
    entries.length === 0
      ? Buffer.alloc(0)
      : await git(['cat-file', '--batch'], cwd, entries.map(({ id }) => `${id}\n`).join(''));
  const folder = await mkdtemp(path.join(tmpdir(), 'merlon-git-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const contents = [...contentsOf(batch)];
    for (const [i, { file }] of entries.entries()) {
      const target = path.join(folder, file);
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await writeFile(target, contents[i] ?? '', { mode: 0o600 });
    }
    const inside = path.join(folder, prefix);
    await mkdir(inside, { recursive: true, mode: 0o700 });
    for (const one of paths)
      await mkdir(path.resolve(inside, one), { recursive: true, mode: 0o700 }).catch(() => undefined);
    return { cwd: inside, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
