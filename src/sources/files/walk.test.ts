import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeFolder, type TestFolder } from '../testing.ts';
import { displayPath } from './paths.ts';
import { isManifestName, walkFolder, type WalkOptions, type WalkResult } from './walk.ts';

const OPTIONS: WalkOptions = { recursive: true, ignoreFiles: true, wanted: isManifestName };
const posix = process.platform !== 'win32';
let folder: TestFolder | undefined;

afterEach(() => folder?.remove());

async function walk(
  files: Readonly<Record<string, string>>,
  prepare: (path: string) => void = () => {},
  options: Partial<WalkOptions> = {},
): Promise<{ root: string } & WalkResult> {
  folder = makeFolder(files);
  prepare(folder.path);
  return { root: folder.path, ...(await walkFolder(folder.path, { ...OPTIONS, ...options })) };
}

function paths({ root, found }: { readonly root: string } & WalkResult): readonly string[] {
  return found.map(({ kind, path }) => (kind === 'file' ? '' : `${kind} `) + displayPath(root, path));
}

function obstacles({ root, obstacles: all }: { readonly root: string } & WalkResult): readonly string[] {
  return all.map(({ code, path, severity }) => `${severity} ${code} ${displayPath(root, path)}`);
}

describe('walkFolder', () => {
  it('finds manifests by their extension, in the order of paths', async () => {
    const result = await walk({
      'b.yaml': '',
      'a/z.yml': '',
      'a/B.YAML': '',
      'c.json': '',
      'd.ndjson': '',
      'e.txt': '',
      '.git/x.yaml': '',
      'node_modules/y/z.yaml': '',
      '.github/w.yaml': '',
    });
    expect(paths(result)).toEqual(['.github/w.yaml', 'a/B.YAML', 'a/z.yml', 'b.yaml', 'c.json', 'd.ndjson']);
    expect(result.obstacles).toEqual([]);
  });

  it('stays in the folder when it may not recurse', async () => {
    expect(paths(await walk({ 'b.yaml': '', 'a/z.yml': '' }, undefined, { recursive: false }))).toEqual(['b.yaml']);
  });

  it('finds a chart as a whole and a kustomization beside its files', async () => {
    const result = await walk({
      'shop/Chart.yaml': '',
      'shop/values.yaml': '',
      'shop/charts/db/Chart.yaml': '',
      'k/kustomization.yml': '',
      'k/pod.yaml': '',
    });
    expect(paths(result)).toEqual(['kustomization k', 'k/kustomization.yml', 'k/pod.yaml', 'chart shop']);
  });

  it('takes Flux’s Kustomization for the object that it is', async () => {
    const result = await walk({
      'kustomization.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n',
    });
    expect(paths(result)).toEqual(['kustomization.yaml']);
  });

  it('honours nested ignore files; .merlonignore has the last word', async () => {
    const result = await walk({
      '.gitignore': 'out/\n*.tmp.yaml\n',
      '.merlonignore': '!keep.tmp.yaml\n/secret.yaml\n',
      'out/a.yaml': '',
      'b.tmp.yaml': '',
      'keep.tmp.yaml': '',
      'secret.yaml': '',
      'deep/secret.yaml': '',
      'deep/.gitignore': '/local.yaml\n!c.tmp.yaml\n',
      'deep/local.yaml': '',
      'deep/c.tmp.yaml': '',
      'deep/er/local.yaml': '',
    });
    expect(paths(result)).toEqual(['deep/c.tmp.yaml', 'deep/er/local.yaml', 'deep/secret.yaml', 'keep.tmp.yaml']);
  });

  it('tells of a folder that goes away while it is walked', async () => {
    let root = '';
    const result = await walk({ 'a.yaml': '', 'b/c.yaml': '', 'd.yaml': '' }, (path) => (root = path), {
      wanted: (path) => {
        rmSync(join(root, 'b'), { recursive: true, force: true });
        return isManifestName(path);
      },
    });
    expect(paths(result)).toEqual(['a.yaml', 'd.yaml']);
    expect(obstacles(result)).toEqual(['error vanished b']);
  });

  it('reads everything when ignore files do not count', async () => {
    expect(paths(await walk({ '.gitignore': '*\n', 'a.yaml': '' }, undefined, { ignoreFiles: false }))).toEqual([
      'a.yaml',
    ]);
  });

  it('honours the ignore files above it in a repository, but not a rule against the folder itself', async () => {
    folder = makeFolder({
      '.git/HEAD': '',
      '.gitignore': 'generated.yaml\n',
      'app/generated.yaml': '',
      'app/a.yaml': '',
      'dist/.gitkeep': '',
      'dist/b.yaml': '',
    });
    const app = await walkFolder(join(folder.path, 'app'), OPTIONS);
    expect(app.found.map(({ path }) => displayPath(join(folder?.path ?? '', 'app'), path))).toEqual(['a.yaml']);
    renameSync(join(folder.path, 'dist'), join(folder.path, 'app', 'dist'));
    execFileSync('sh', ['-c', 'echo dist/ >> .gitignore'], { cwd: folder.path });
    const dist = await walkFolder(join(folder.path, 'app', 'dist'), OPTIONS);
    expect(dist.found).toHaveLength(1);
  });
});

describe.runIf(posix)('walkFolder and links', () => {
  it('follows links inside the folder, each file once by its own name', async () => {
    const result = await walk({ 'real/a.yaml': '' }, (root) => {
      symlinkSync('real', join(root, 'alias'));
      symlinkSync('real/a.yaml', join(root, 'b.yaml'));
    });
    expect(paths(result)).toEqual(['b.yaml', 'real/a.yaml']);
    expect(result.obstacles).toEqual([]);
  });

  it('ends a loop of links with a note', async () => {
    const result = await walk({ 'a/x.yaml': '' }, (root) => {
      symlinkSync('..', join(root, 'a', 'up'));
      symlinkSync('me.yaml', join(root, 'me.yaml'));
    });
    expect(paths(result)).toEqual(['a/x.yaml']);
    expect(obstacles(result)).toEqual(['note link-loop a/up', 'error broken-link me.yaml']);
  });

  it('enters a folder that only a link leads to, once', async () => {
    const result = await walk({ '.gitignore': 'store/\n', 'store/x.yaml': '' }, (root) => {
      symlinkSync('store', join(root, 'one'));
      symlinkSync('store', join(root, 'two'));
    });
    expect(paths(result)).toEqual(['one/x.yaml']);
  });

  it('does not follow links out of the folder', async () => {
    const result = await walk({}, (root) => symlinkSync('/etc', join(root, 'etc')));
    expect(obstacles(result)).toEqual(['note link-outside etc']);
  });

  it('reports a link to nothing when it would have been read', async () => {
    const result = await walk({}, (root) => {
      symlinkSync('gone', join(root, 'a.yaml'));
      symlinkSync('gone', join(root, 'README'));
    });
    expect(obstacles(result)).toEqual(['error broken-link a.yaml']);
  });

  it('leaves pipes alone', async () => {
    const result = await walk({}, (root) => {
      mkdirSync(join(root, 'x'));
      execFileSync('mkfifo', [join(root, 'x', 'p.yaml'), join(root, 'x', 'other')]);
    });
    expect(obstacles(result)).toEqual(['note special-file x/p.yaml']);
  });
});
