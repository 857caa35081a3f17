import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What `package.json` says; the build puts it here. */
declare const VERSION: string | undefined;

/** The version of this program; where it was not built, that of the package.json above it. */
export function programVersion(): string {
  if (typeof VERSION === 'string') return VERSION;
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
      if (name === 'merlon' && version !== undefined) return version;
    }
    if (folder === dirname(folder)) return 'unknown';
  }
}
