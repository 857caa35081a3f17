import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes src/engines/posture/checks/index.ts from the folders: a new check is a new folder and this run. */

const CHECKS = join(process.cwd(), 'src/engines/posture/checks');

function folders(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

const found = folders(CHECKS)
  .flatMap((topic) => folders(join(CHECKS, topic)).map((id) => ({ topic, id })))
  .toSorted((a, b) => (a.id < b.id ? -1 : 1));

function nameOf(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

const imports = [...found]
  .toSorted((a, b) => (`${a.topic}/${a.id}` < `${b.topic}/${b.id}` ? -1 : 1))
  .map(({ topic, id }) => `import { check as ${nameOf(id)} } from './${topic}/${id}/check.ts';`);

writeFileSync(
  join(CHECKS, 'index.ts'),
  [
    "import type { Check } from '../contract.ts';",
    ...imports,
    '',
    '/** All checks, sorted by id; written by `npm run generate` from the folders. */',
    'export const CHECKS: readonly Check[] = [',
    ...found.map(({ id }) => `  ${nameOf(id)},`),
    '];',
    '',
  ].join('\n'),
);
console.log(`${found.length} checks`);
