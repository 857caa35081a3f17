import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** The least length at which a part of a table is kept in a file of its own. */
const LARGE = 4096;

/** The least length at which a part is parsed when it is first asked for. */
const NOT_SMALL = 256;

/** A file of more parts is one table, of which no part alone takes time. */
const FEW = 16;

/** One entry of a table as code: small ones as they are, others as text that is parsed once, when first asked for. */
function entryOf([key, value], tables) {
  const name = JSON.stringify(key);
  const text = JSON.stringify(value);
  if (text.length < NOT_SMALL) return `${name}: ${text}`;
  const parsed = `JSON.parse(${text.length < LARGE ? JSON.stringify(text) : readOf(key, text, tables)})`;
  return `get ${name}() { const value = ${parsed}; Object.defineProperty(this, ${name}, { value }); return value; }`;
}

/** Code that reads a large part from its file. */
function readOf(key, text, tables) {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
  const file = `${key}-${digest}.json`;
  tables.set(file, text);
  return `readFileSync(import.meta.dirname + ${JSON.stringify(`/tables/${file}`)}, "utf8")`;
}

/** A plugin for esbuild that keeps JSON as text which is parsed: V8 reads it faster than the same data as code. `tables` gets what is kept in files of `dist/tables`, by name. */
export const jsonTables = (tables) => ({
  name: 'json-tables',
  setup({ onLoad }) {
    onLoad({ filter: /\.json$/ }, async ({ path: file }) => {
      const data = JSON.parse(await readFile(file, 'utf8'));
      const parts = Array.isArray(data) ? [] : Object.entries(data);
      const isLazy = parts.length < FEW && parts.some(([, value]) => JSON.stringify(value).length >= NOT_SMALL);
      const code = isLazy
        ? `({ ${parts.map((part) => entryOf(part, tables)).join(', ')} })`
        : `JSON.parse(${JSON.stringify(JSON.stringify(data))})`;
      const read = isLazy ? "import { readFileSync } from 'node:fs';\n" : '';
      return { contents: `${read}export default /* @__PURE__ */ ${code};`, loader: 'js' };
    });
  },
});
