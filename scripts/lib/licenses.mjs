import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './root.mjs';

/** The folder of the package that a bundled file comes from, or undefined for our own files. */
function packageFolder(file) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

async function licenseText(folder) {
  const names = (await readdir(folder)).filter((name) => /^(?:licen[cs]e|copying|notice)/i.test(name)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.map((text) => text.trim()).join('\n\n');
}

async function describePackage(relative) {
  const folder = path.join(ROOT, relative);
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const text = await licenseText(folder);
  if (text === '') throw new Error(`${name} is bundled but has no licence file to pass on`);
  return { key: `${name}@${version}`, text: `${name} ${version} (${license})\n\n${text}\n` };
}

/** The text that must travel with the bundle: name, version and licence of each package that has code in it. */
export async function licensesOf(metafile) {
  const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = [...new Set(bundled.map(packageFolder))].filter((folder) => folder !== undefined);
  const packages = await Promise.all(folders.map(describePackage));
  const sorted = packages.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const line = `\n${'-'.repeat(80)}\n\n`;
  return ['Merlon contains code of these packages.\n', ...sorted.map(({ text }) => text)].join(line);
}
