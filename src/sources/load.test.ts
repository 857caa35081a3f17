import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { loadManifests } from './load.ts';
import { briefly, loadFiles, makeFolder, names, podText } from './testing.ts';
import type { LoadedManifests, LoadRequest } from './types.ts';

const SECRET = 'apiVersion: v1\nkind: Secret\n';
const DEEP = /^error yaml-too-deep bad\.yaml:3:\d+$/;
const posix = process.platform !== 'win32';

async function loadPrepared(
  prepare: (root: string) => void,
  request: Partial<LoadRequest> = {},
): Promise<LoadedManifests> {
  const folder = makeFolder({ 'good.yaml': podText('good') });
  try {
    prepare(folder.path);
    return await loadManifests({ targets: ['.'], cwd: folder.path, kubernetesMinor: 35, env: {}, ...request });
  } finally {
    folder.remove();
  }
}

describe('loadManifests: targets', () => {
  const files = {
    'a.yaml': podText('a'),
    'sub/b.yml': podText('b'),
    'sub/c.json': '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"}}\n',
    'sub/d.txt': podText('d'),
    '.merlonignore': 'ignored.yaml\n',
    'ignored.yaml': podText('ignored'),
  };

  it.each([
    ['a folder', ['.'], ['a', 'b', 'c']],
    ['a file', ['a.yaml'], ['a']],
    ['a file with another extension', ['sub/d.txt'], ['d']],
    ['a file that is ignored but named', ['ignored.yaml'], ['ignored']],
    ['a glob', ['**/*.y*ml'], ['a', 'b']],
    ['a glob of other files', ['sub/*.txt'], ['d']],
    ['a glob of folders and files', ['./s*', 'a*'], ['a', 'b', 'c']],
    ['the same thing several ways', ['sub', 'sub/b.yml', '.', './sub/../sub'], ['a', 'b', 'c']],
  ])('reads %s', async (_name, targets, wanted) => {
    const loaded = await loadFiles(files, { targets });
    expect(loaded.objects.map(({ ref }) => ref.name)).toEqual(wanted);
    expect(briefly(loaded).filter((one) => one !== 'note left-out .merlonignore')).toEqual([]);
    expect(loaded.unreadable).toBe(false);
  });

  it.each(['../*/a.yaml', '/**/a.yaml'])('reads globs that lead elsewhere: %s', async (pattern) => {
    const folder = makeFolder({ 'one/a.yaml': podText('a'), 'two/.keep': '' });
    const target = pattern.startsWith('/') ? folder.path + pattern : pattern;
    const loaded = await loadManifests({ targets: [target], cwd: join(folder.path, 'two'), kubernetesMinor: 35 });
    folder.remove();
    expect(loaded.files.map(({ path }) => path)).toEqual(['../one/a.yaml']);
  });

  it('tells how much each ignore file leaves out, and of a glob only what it would have matched', async () => {
    const tree = {
      '.gitignore': 'out/\n*.txt\n',
      'a/.merlonignore': 'b.yaml\n!out/\n',
      'a/b.yaml': podText('b'),
      'a/c.txt': podText('c'),
      'a/out/d.yaml': podText('d'),
      'out/e.yaml': podText('e'),
    };
    const told = async (target: string): Promise<readonly string[]> =>
      (await loadFiles(tree, { targets: [target] })).diagnostics
        .filter(({ code }) => code === 'left-out')
        .map(({ file, message }) => `${file} ${message}`);
    expect(await told('.')).toEqual([
      '.gitignore left out by this file: 1 folder; --no-ignore has all of it read',
      'a/.merlonignore left out by this file: 1 file named like a manifest; --no-ignore has all of it read',
    ]);
    expect(await told('**/*.yaml')).toHaveLength(2);
    expect(await told('a/*.yaml')).toHaveLength(1);
    expect(await told('*.json')).toEqual([]);
  });

  it('reads standard input', async () => {
    const loaded = await loadManifests({
      targets: ['-'],
      cwd: '/',
      kubernetesMinor: 35,
      stdin: Readable.from([podText('x'), '---\n', podText('z')]),
    });
    expect(names(loaded)).toEqual(['Pod default/x', 'Pod default/z']);
    expect(loaded.files.map(({ path }) => path)).toEqual(['-']);
  });

  it('refuses standard input beyond the limit, or where there is none', async () => {
    const stdin = Readable.from(['x'.repeat(2 * 1024 * 1024)]);
    const loaded = await loadFiles({}, { targets: ['-'], stdin, maxFileBytes: 1024 * 1024 });
    expect(loaded.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'file-too-large: standard input is larger than the limit of 1 MiB for one file; split it',
    ]);
    expect(briefly(await loadFiles({}, { targets: ['-'] }))).toEqual(['error unreadable-file -']);
  });

  it('gives the same result whatever the order of targets', async () => {
    const forward = await loadFiles(files, { targets: ['a.yaml', 'sub/b.yml', 'sub/c.json'] });
    const backward = await loadFiles(files, { targets: ['sub/c.json', 'sub/b.yml', 'a.yaml'] });
    expect(backward).toEqual(forward);
    expect(forward.files.map(({ path }) => path)).toEqual(['a.yaml', 'sub/b.yml', 'sub/c.json']);
    expect(forward.objects.map(({ source }) => source?.file)).toEqual([0, 1, 2]);
  });

  it('reports progress and ends when the caller gives up', async () => {
    const seen: string[] = [];
    await loadFiles(files, {
      onProgress: ({ stage, done, total, current }) => seen.push(`${stage} ${done}/${total} ${current}`),
    });
    expect(seen).toEqual(['find 0/0 .', 'read 0/3 a.yaml', 'read 1/3 sub/b.yml', 'read 2/3 sub/c.json']);
    await expect(loadFiles(files, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

describe('loadManifests: what cannot be read', () => {
  it.each([
    ['a path that is not there', ['gone.yaml'], ['error not-found gone.yaml']],
    ['a path through a file', ['a.yaml/b.yaml'], ['error not-found a.yaml/b.yaml']],
    ['a folder that is not there', ['gone/'], ['error not-found gone']],
    ['a glob that matches nothing', ['x/*.yaml'], ['error no-match x/*.yaml']],
    ['an empty name', [''], ['error not-found ']],
  ])('%s is an error, and the rest is read', async (_name, targets, wanted) => {
    const loaded = await loadFiles({ 'a.yaml': podText('a') }, { targets: ['a.yaml', ...targets] });
    expect(briefly(loaded)).toEqual(wanted);
    expect(names(loaded)).toEqual(['Pod default/a']);
    expect(loaded.unreadable).toBe(true);
  });

  it('an empty file is a note, an empty document nothing', async () => {
    const loaded = await loadFiles(
      { 'a.yaml': `---\n---\n${podText('a')}---\n`, 'empty.yaml': '', 'blank.yaml': '\n# nothing\n' },
      { targets: ['a.yaml', 'empty.yaml', 'blank.yaml'] },
    );
    expect(briefly(loaded)).toEqual(['note not-kubernetes blank.yaml', 'note empty-file empty.yaml']);
    expect(loaded.counts).toMatchObject({ filesRead: 3, documents: 1, objects: 1 });
  });

  it('binary data is refused when named and passed over in a folder', async () => {
    const files = { 'a.yaml': podText('a'), 'bin.yaml': Buffer.from([1, 2, 0, 255, 254]) };
    expect(briefly(await loadFiles(files, { targets: ['bin.yaml'] }))).toEqual(['error binary-file bin.yaml']);
    const loaded = await loadFiles(files);
    expect(briefly(loaded)).toEqual(['note binary-file bin.yaml']);
    expect(names(loaded)).toEqual(['Pod default/a']);
  });

  it('other encodings are errors with the line', async () => {
    const loaded = await loadFiles({
      'u16.yaml': Buffer.from(podText('a'), 'utf16le'),
      'latin.yaml': Buffer.from(`# apiVersion\n# caf\xe9\n${podText('a')}`, 'latin1'),
    });
    expect(briefly(loaded)).toEqual(['error not-utf-8 latin.yaml:2', 'error utf-16 u16.yaml']);
  });

  it('a byte order mark is no obstacle', async () => {
    const loaded = await loadFiles({ 'a.yaml': `\uFEFF${podText('a')}` });
    expect(names(loaded)).toEqual(['Pod default/a']);
    expect(loaded.diagnostics).toEqual([]);
  });

  it('a line of 100 MB is refused in words that say what to do', async () => {
    const loaded = await loadFiles({ 'big.yaml': Buffer.alloc(100 * 1024 * 1024, 'x'), 'a.yaml': podText('a') });
    expect(briefly(loaded)).toEqual(['error file-too-large big.yaml']);
    expect(loaded.diagnostics[0]?.message).toBe(
      'big.yaml is larger than the limit of 64 MiB for one file; split it, or leave it out with .merlonignore',
    );
    expect(names(loaded)).toEqual(['Pod default/a']);
  });

  it('a long line within the limit is read', async () => {
    const loaded = await loadFiles({
      'a.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {long: ${'x'.repeat(8 * 1024 * 1024)}}}\n`,
    });
    expect(names(loaded)).toEqual(['Pod default/a']);
  });

  it.each([
    ['tabs', `apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n`, /^error yaml-\S+ bad\.yaml:4:\d+$/],
    ['deep nesting', `apiVersion: v1\nkind: Pod\nspec: ${'['.repeat(20_000)}`, /^error yaml-too-deep bad\.yaml:3:\d+$/],
    [
      'an alias bomb',
      `apiVersion: v1\nkind: Pod\na: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
        .split('')
        .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]\n`)
        .join('')}`,
      /^error yaml-alias-bomb bad\.yaml:\d+:\d+$/,
    ],
    ['nesting that readers could not follow', `${SECRET}data: ${'['.repeat(9000)}${']'.repeat(9000)}`, DEEP],
    ['nesting in mappings', `${SECRET}data: ${'{a: '.repeat(9000)}${'}'.repeat(9000)}`, DEEP],
    ['a syntax error', 'apiVersion: v1\nkind: [Pod\nmetadata: {}\n', /^error yaml-syntax bad\.yaml:\d+:\d+$/],
  ])('%s: an error at its line, and the other documents are read', async (_name, text, wanted) => {
    const loaded = await loadFiles({ 'bad.yaml': `${podText('before')}---\n${text}\n---\n${podText('after')}` });
    expect(names(loaded)).toEqual(['Pod default/after', 'Pod default/before']);
    const [only, ...more] = loaded.diagnostics;
    expect(more).toEqual([]);
    expect(`${only?.severity} ${only?.code} ${only?.file}:${(only?.line ?? 0) - 2}:${only?.column}`).toMatch(wanted);
    expect(loaded.counts.brokenDocuments).toBe(1);
    expect(loaded.unreadable).toBe(true);
  });

  it('a Secret of a shape that is refused is told of as such', async () => {
    const loaded = await loadFiles({ 'a.yaml': `${SECRET}data: ${'['.repeat(2000)}` });
    expect(loaded.diagnostics[0]?.message).toMatch(/^More than 1000 nested collections/);
  });

  it('duplicate keys are a warning at the second key', async () => {
    const loaded = await loadFiles({ 'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  name: b\n' });
    expect(names(loaded)).toEqual(['Pod default/b']);
    expect(briefly(loaded)).toEqual(['warning duplicate-key a.yaml:5:3']);
    expect(loaded.unreadable).toBe(false);
  });

  it('many documents and many problems of one file are read in one pass', async () => {
    const lines = (count: number, line: (i: number) => string): string =>
      Array.from({ length: count }, (_, i) => line(i)).join('');
    const loaded = await loadFiles({
      'a.ndjson': lines(30_000, (i) => `{"apiVersion":"v1","kind":"Event","metadata":{"name":"e${i}"}}\n`),
      's.yaml': `${SECRET}metadata: {name: s}\ndata:\n${lines(60_000, (i) => `  k${i}: abc\n`)}`,
    });
    expect(loaded.objects).toHaveLength(30_001);
    expect(loaded.diagnostics.map(({ line }) => line)).toEqual(Array.from({ length: 60_000 }, (_, i) => i + 5));
  });

  it('unknown kinds are objects like any other', async () => {
    const loaded = await loadFiles({
      'a.yaml': 'apiVersion: acme.example/v1\nkind: Gizmo\nmetadata: {name: g}\nspec: {anything: [1]}\n',
    });
    expect(names(loaded)).toEqual(['Gizmo /g']);
    expect(loaded.diagnostics).toEqual([]);
  });

  it('a file that vanishes before it is read is an error', async () => {
    const folder = makeFolder({ 'a.yaml': podText('a'), 'b.yaml': podText('b') });
    const loaded = await loadManifests({
      targets: ['.'],
      cwd: folder.path,
      kubernetesMinor: 35,
      onProgress: ({ stage, current }) =>
        stage === 'read' && current === 'b.yaml' && unlinkSync(join(folder.path, 'b.yaml')),
    });
    folder.remove();
    expect(briefly(loaded)).toEqual(['error vanished b.yaml']);
    expect(names(loaded)).toEqual(['Pod default/a']);
  });

  it.runIf(posix)('loops of links, dangling links, pipes and devices', async () => {
    const loaded = await loadPrepared((root) => {
      mkdirSync(join(root, 'a'));
      symlinkSync('../a', join(root, 'a', 'again'));
      symlinkSync('nowhere', join(root, 'dangling.yaml'));
      execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
    });
    expect(names(loaded)).toEqual(['Pod default/good']);
    expect(briefly(loaded)).toEqual([
      'note link-loop a/again',
      'error broken-link dangling.yaml',
      'note special-file pipe.yaml',
    ]);
    expect(briefly(await loadPrepared(() => {}, { targets: ['/dev/null'] }))[0]).toMatch(/^error special-file /);
  });
});
