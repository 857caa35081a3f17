import path from 'node:path';
import { transform } from 'esbuild';

const BEYOND_ASCII = /\P{ASCII}/u;

/** What Node.js puts around a module of its own, too: here it stands in the file, since V8 would copy the text to put it there. */
const WRAPPER = { before: '(function(exports,require,module,__filename,__dirname){', after: '})' };

/** Without the copy that esbuild makes of what a module exports, in case somebody adds to it. */
function exportOnce(code) {
  return code.replace(
    /module\.\s*exports\s*=\s*__toCommonJS\(\s*(\w+)\s*\);/,
    'module.exports=__defProp($1,"__esModule",{value:true});',
  );
}

/** Chunks of ES modules as CommonJS, which Node.js starts 4 ms sooner and of which a compiled form can be kept. */
export function toCommonJs(outputs, options) {
  return Promise.all(
    outputs.map(async ({ path: file, text }) => {
      const { code } = await transform(text, {
        format: 'cjs',
        platform: 'node',
        target: options.target,
        minifyWhitespace: options.minifyWhitespace,
        lineLimit: options.lineLimit,
        define: { 'import.meta.dirname': '__dirname' },
        supported: { 'dynamic-import': false },
        logOverride: { 'empty-import-meta': 'error' },
        sourcefile: path.basename(file),
      });
      if (BEYOND_ASCII.test(code))
        throw new Error(`${file} has other characters than ASCII, and launch.ts reads it as that`);
      const wrapped = WRAPPER.before + exportOnce(code) + WRAPPER.after;
      return { path: file, text: wrapped, contents: Buffer.from(wrapped) };
    }),
  );
}
