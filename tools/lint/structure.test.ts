import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const CHECKS = 'src/engines/posture/checks';

/** A check's folder holds these and nothing else. */
const CHECK_FILES = ['cases.yaml', 'check.ts', 'doc.md'];

/** What needs no door: a file that everyone imports, and the shelf whose files the checks import one by one. */
const DOORLESS = new Set(['src/model/json.ts', 'src/engines/posture/families']);

/** Names that say nothing about what is inside. */
const EMPTY_NAMES = new Set(['common', 'default', 'helper', 'helpers', 'misc', 'shared', 'stuff', 'util', 'utils']);

interface Folder {
  readonly path: string;
  readonly files: readonly string[];
}

function foldersBelow(path: string): readonly Folder[] {
  const entries = readdirSync(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const inner = entries.filter((entry) => entry.isDirectory()).flatMap(({ name }) => foldersBelow(`${path}/${name}`));
  return [{ path, files: files.toSorted() }, ...inner];
}

const folders = foldersBelow('src').filter(({ path, files }) => path !== 'src' && files.length > 0);
const isCheck = ({ path }: Folder): boolean => path.startsWith(`${CHECKS}/`) && path.split('/').length === 6;
const holdsCode = ({ path, files }: Folder): boolean =>
  !DOORLESS.has(path) && files.some((file) => /(?<!\.test)\.ts$/.test(file) && !DOORLESS.has(`${path}/${file}`));
const rooms = folders.filter(({ path }) => !path.startsWith(`${CHECKS}/`));

test('there is something to look at', () => {
  expect(rooms.length).toBeGreaterThan(10);
  expect(folders.filter(isCheck).length).toBeGreaterThan(2);
});

test.each(rooms)('$path has a README.md', ({ files }) => {
  expect(files).toContain('README.md');
});

/** What is there beside `src`; of fixtures and of each Go module of the control plane the folder above tells. */
const OUTSIDE = ['scripts', 'tools/lint', 'schemas', 'docs/reference', 'docs/adr', 'bench', 'test'];
const outside = OUTSIDE.flatMap(foldersBelow).filter(
  ({ path, files }) => files.length > 0 && !/^test\/(?:fixtures|cluster\/controlplane)\/./.test(path),
);

test.each(outside)('$path has a README.md too', ({ files }) => {
  expect(files).toContain('README.md');
});

test.each(rooms.filter(holdsCode))('$path has an index.ts as its door', ({ files }) => {
  expect(files).toContain('index.ts');
});

test.each(folders.filter(isCheck))('$path holds the three files of a check', ({ files }) => {
  expect(files).toEqual(CHECK_FILES);
});

test.each(folders)('$path has files named after what they hold', ({ path, files }) => {
  const names = [path, ...files.map((file) => join(path, file))].map((file) => basename(file).replace(/\..*$/, ''));
  expect(names.filter((name) => EMPTY_NAMES.has(name))).toEqual([]);
});
