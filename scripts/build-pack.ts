import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Pack, PACK_FILE, type PackedCheck, PAGES_FOLDER } from '../src/apps/cli/catalogue.ts';
import { type Check, CHECKS, plannedChecks, PROFILES } from '../src/engines/posture/index.ts';
import { isList, isObject, textOf } from '../src/model/json.ts';
import { readDocuments } from '../src/model/yaml/index.ts';

/**
 * Writes `dist/checks.json`: the metadata and pages of all checks, so that list, explain and completion load no judge.
 * Run by the build, from the repository's root. Pages get their examples from the check's own cases.
 */
const FOLDER = 'src/engines/posture/checks';

function casesOf(folder: string): ReadonlyMap<string, string> {
  const file = path.join(folder, 'cases.yaml');
  const [document] = readDocuments(readFileSync(file, 'utf8'));
  const list = isObject(document?.value) ? document.value['cases'] : undefined;
  if (!isList(list)) throw new Error(`${file}: no list of cases`);
  const cases = list.filter(isObject).map((one) => [textOf(one['name']), textOf(one['input'])] as const);
  return new Map(cases);
}

function pageOf({ meta }: Check): string {
  const folder = path.join(FOLDER, meta.topic, meta.id);
  const cases = casesOf(folder);
  const page = readFileSync(path.join(folder, 'doc.md'), 'utf8');
  return page.replaceAll(/^@case (.+)$/gm, (_all, name: string) => {
    const input = cases.get(name);
    if (input === undefined) throw new Error(`${folder}/doc.md: there is no case ${name}`);
    return `\`\`\`yaml\n${input.trimEnd()}\n\`\`\``;
  });
}

function pack(check: Check): PackedCheck {
  const { id, topic, title, severity, fixable, why, remedy, practices, ids, options } = check.meta;
  const profiles = PROFILES.filter(({ checks }) => checks[id] !== undefined || checks['*'] !== undefined).map(
    (one) => one.id,
  );
  return {
    id,
    topic,
    title,
    severity,
    fixable,
    why,
    remedy,
    practices,
    ids: { ...ids },
    profiles,
    options,
  };
}

const whole: Pack = {
  checks: CHECKS.map(pack),
  planned: plannedChecks(CHECKS).map(({ id, topic, severity, ids }) => ({ id, topic, severity, ids: { ...ids } })),
  profiles: PROFILES.map(({ id, title, doc, omitted }) => ({ id, title, doc, omitted })),
};
writeFileSync(path.join('dist', PACK_FILE), JSON.stringify(whole));

const pages = path.join('dist', PAGES_FOLDER);
rmSync(pages, { recursive: true, force: true });
mkdirSync(pages, { recursive: true });
for (const check of CHECKS) writeFileSync(path.join(pages, `${check.meta.id}.md`), pageOf(check));
