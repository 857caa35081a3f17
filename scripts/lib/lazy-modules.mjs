import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './root.mjs';

/** Libraries that load or ask at once for what is seldom or never used here: the text of each that does so, and what it becomes. */
const EAGER = [
  {
    filter: /commander[/\\]lib[/\\]command\.js$/,
    eager: "const childProcess = require('node:child_process');",
    lazy: "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };",
  },
  {
    // Whether there are colours is always told to it, and making a stream of standard output takes 2 ms.
    filter: /picocolors[/\\]picocolors\.js$/,
    eager: '((p.stdout || {}).isTTY && env.TERM !== "dumb")',
    lazy: 'false',
  },
];

/** A plugin for esbuild that puts those texts in their place; fails where a library no longer has them. */
export const lazyLibraries = {
  name: 'lazy-libraries',
  setup({ onLoad }) {
    for (const { filter, eager, lazy } of EAGER) {
      onLoad({ filter }, async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        if (!text.includes(eager)) throw new Error(`${file}: it no longer has the text ${eager}`);
        return { contents: text.replace(eager, lazy), loader: 'js' };
      });
    }
  },
};

/** Modules of Node.js that take 0.2 to 2 ms each to load, and that most runs never ask anything. */
const SELDOM = ['node:crypto', 'node:fs/promises', 'node:os', 'node:timers/promises'];

/** What one function or class of such a module becomes: it loads the module when it is first called. */
function lazyFunction(name) {
  return `export function ${name}(...args) {
    return new.target === undefined ? load().${name}(...args) : new (load().${name})(...args);
  }`;
}

/** A plugin for esbuild that imports functions and classes of those modules as ones that load them. Nothing else of them can be imported, and no class be asked for its instances. */
export const lazyModules = {
  name: 'lazy-modules',
  setup({ onResolve, onLoad }) {
    const src = path.join(ROOT, 'src') + path.sep;
    onResolve({ filter: /^node:/ }, ({ path: id, importer }) =>
      SELDOM.includes(id) && importer.startsWith(src) ? { path: id, namespace: 'lazy', sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path: id }) => {
      const functions = Object.entries(await import(id)).filter(
        ([name, value]) => typeof value === 'function' && name !== 'default',
      );
      const load = `let loaded; const load = () => (loaded ??= process.getBuiltinModule(${JSON.stringify(id)}));`;
      return { contents: [load, ...functions.map(([name]) => lazyFunction(name))].join('\n') };
    });
  },
};
