import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './root.mjs';

const SRC = path.join(ROOT, 'src') + path.sep;
const DOOR = /(?:^|\/)index\.ts$/;

const IMPORT = /^import \{([^}]*)\} from '(\.[^']+)';$/gm;
const PASSED_ON = /^export (?:type )?(?:\{([^}]*)\}|\*) from '(\.[^']+)';$/gm;
const DECLARED =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;

/** `a, type B, c as d` as what each is called there and here; types are nothing when the program runs. */
function namesIn(list) {
  return list.split(',').flatMap((one) => {
    const [there, here = there] = one.trim().split(/\s+as\s+/);
    return there === '' || there.startsWith('type ') ? [] : [{ there, here }];
  });
}

/** What a file exports: names of its own, names it passes on with where they come from, and files that it passes on whole. */
function readExports(file) {
  const text = readFileSync(file, 'utf8');
  const found = { own: new Set([...text.matchAll(DECLARED)].map(([, name]) => name)), named: new Map(), whole: [] };
  for (const [, list, from] of text.matchAll(PASSED_ON)) {
    const target = path.resolve(path.dirname(file), from);
    if (list === undefined) found.whole.push(target);
    else for (const { there, here } of namesIn(list)) found.named.set(here, { file: target, name: there });
  }
  return found;
}

/** The file that declares what another exports under a name, and the name there; undefined where that cannot be told. */
function findOrigin(exportsOf, file, name) {
  const { own, named, whole } = exportsOf(file);
  if (own.has(name)) return { file, name };
  const passed = named.get(name);
  if (passed !== undefined) return findOrigin(exportsOf, passed.file, passed.name) ?? passed;
  for (const one of whole) {
    const origin = findOrigin(exportsOf, one, name);
    if (origin !== undefined) return origin;
  }
  return undefined;
}

/**
 * A plugin for esbuild that takes what is imported through a folder's `index.ts` from the file that declares it. Without this every command's chunk would hold whatever the folders that it
 * uses offer to others: esbuild cuts chunks by which files import which, not by which names. No module of ours does anything when it is loaded but declare.
 */
export function throughDoors() {
  const known = new Map();
  const exportsOf = (file) => {
    if (!known.has(file)) known.set(file, readExports(file));
    return known.get(file);
  };
  const direct = (importer, { there, here }, door) => {
    const origin = findOrigin(exportsOf, door, there) ?? { file: door, name: there };
    const from = path.relative(path.dirname(importer), origin.file).split(path.sep).join('/');
    return `import { ${origin.name} as ${here} } from '${from.startsWith('.') ? from : `./${from}`}';`;
  };
  return {
    name: 'through-doors',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
        if (!file.startsWith(SRC)) return undefined;
        const text = await readFile(file, 'utf8');
        const contents = text.replaceAll(IMPORT, (whole, list, from) => {
          if (!DOOR.test(from)) return whole;
          const door = path.resolve(path.dirname(file), from);
          const lines = whole.split('\n').length;
          // On as many lines as before.
          return (
            namesIn(list)
              .map((name) => direct(file, name, door))
              .join(' ') + '\n'.repeat(lines - 1)
          );
        });
        return { contents, loader: 'ts' };
      });
    },
  };
}
