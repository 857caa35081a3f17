import { createHash } from 'node:crypto';
import path from 'node:path';
import { build } from 'esbuild';

/** A chunk smaller than this costs more to find and open than to load. */
const SMALL = 8192;

const SHARED = /^chunk-[A-Z0-9]{8}\.js$/;
const IMPORTED = /(?:from|import)\(?"\.\/([^"]+)"/g;
const LOADED_WITH = /(?:from|import)"\.\/([^"]+)"/g;

const importsOf = (text) => [...text.matchAll(IMPORTED)].map(([, name]) => name);

/** Whatever is loaded when a chunk is: itself and all that it and they import, but not what they import later. */
function loadedWith(texts, names) {
  const loaded = new Set(names);
  for (const name of loaded) for (const [, one] of (texts.get(name) ?? '').matchAll(LOADED_WITH)) loaded.add(one);
  return loaded;
}

/** Chunks that `heavy` commands load and `light` ones do not, of which no two export the same name. */
function chooseHeavy(texts, { heavy, light }) {
  const named = (commands) => [...texts.keys()].filter((name) => commands.some((one) => name.startsWith(`${one}-`)));
  const avoided = loadedWith(texts, named(['program', ...light]));
  const names = [...loadedWith(texts, named(heavy))].filter((name) => SHARED.test(name) && !avoided.has(name));
  const taken = new Set();
  return new Map(
    names.flatMap((name) => {
      const exported = exportsOf(texts.get(name));
      if (exported.some((one) => taken.has(one))) return [];
      for (const one of exported) taken.add(one);
      return [[name, texts.get(name)]];
    }),
  );
}

function exportsOf(text) {
  const [, list = ''] = /export\{([^}]*)\};?\s*$/.exec(text) ?? [];
  return list.split(',').flatMap((one) =>
    one.trim() === ''
      ? []
      : [
          one
            .trim()
            .split(/\s+as\s+/)
            .at(-1),
        ],
  );
}

/** The small chunks that import nothing but each other and of which no two export the same name. */
function chooseSmall(texts) {
  const chosen = new Map([...texts].filter(([name, text]) => SHARED.test(name) && text.length < SMALL));
  const taken = new Set();
  for (const [name, text] of chosen) {
    const names = exportsOf(text);
    if (names.length === 0 || names.some((one) => taken.has(one))) chosen.delete(name);
    else for (const one of names) taken.add(one);
  }
  for (let before = -1; before !== chosen.size;) {
    before = chosen.size;
    for (const [name, text] of chosen) if (importsOf(text).some((one) => !chosen.has(one))) chosen.delete(name);
  }
  return chosen;
}

async function bundleOf(chosen, options) {
  const fromMemory = {
    name: 'from-memory',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path: file }) => {
        const name = path.basename(file);
        return chosen.has(name) ? { path: name, namespace: 'chunk' } : { path: file, external: true };
      });
      onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path: name }) => ({
        contents: chosen.get(name),
        loader: 'js',
      }));
    },
  };
  const contents = [...chosen.keys()].map((name) => `export * from ${JSON.stringify(`./${name}`)};`).join('\n');
  const { outputFiles } = await build({ ...options, stdin: { contents }, write: false, plugins: [fromMemory] });
  return outputFiles[0].text;
}

async function merge(outputs, choose, options) {
  const nameOf = ({ path: file }) => path.basename(file);
  const chosen = choose(new Map(outputs.map((output) => [nameOf(output), output.text])));
  if (chosen.size < 2) return outputs;
  const merged = await bundleOf(chosen, options);
  const hash = createHash('sha256').update(merged).digest('hex').slice(0, 8).toUpperCase();
  const target = `chunk-${hash}.js`;
  const point = (text) =>
    text.replaceAll(/"\.\/(chunk-[A-Z0-9]{8}\.js)"/g, (all, name) => (chosen.has(name) ? `"./${target}"` : all));
  const output = (file, text) => ({ path: file, text, contents: Buffer.from(text) });
  const kept = outputs.filter((one) => !chosen.has(nameOf(one)));
  const folder = path.dirname(outputs[0].path);
  return [...kept.map((one) => output(one.path, point(one.text))), output(path.join(folder, target), merged)];
}

/**
 * Joins chunks that an esbuild build shares between its entries: the small ones, and those that the `heavy` commands load and the `light` ones must not.
 * Finding and opening a file takes half a millisecond of every start. `options` are those of the build that say how text is written.
 */
export async function mergeChunks(outputs, commands, options) {
  const small = await merge(outputs, chooseSmall, options);
  return merge(small, (texts) => chooseHeavy(texts, commands), options);
}
