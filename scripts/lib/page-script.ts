import { createHash } from 'node:crypto';
import path from 'node:path';
import { build } from 'esbuild';

const ENTRY = 'src/outcomes/access-review/page/browser/index.ts';

/** The script of the page as one piece of text, and its hash as a content security policy names it. */
export async function bundlePageScript(
  root = process.cwd(),
): Promise<{ readonly script: string; readonly hash: string }> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [path.join(root, ENTRY)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
  });
  const script = outputFiles[0]?.text.trim() ?? '';
  // The bytes between the tags are what browsers hash.
  return { script, hash: `sha256-${createHash('sha256').update(script).digest('base64')}` };
}
