import { isList } from '../../model/json.ts';
import { isBuiltIn, templateKinds } from '../../model/kube/index.ts';
import { type Field, nameOf, type SettingsReader } from './reader.ts';
import type { Settings, TemplatePlace } from './types.ts';

const GROUP_KIND = /^[A-Za-z][A-Za-z0-9]*(?:\.[a-z0-9][a-z0-9.-]*)?$/;
/** Keys with dots between them; `*` alone is a key too. */
const TEMPLATE_PATH = /^[^\s.[\]]+(?:\.[^\s.[\]]+)*$/;
const EXAMPLE = 'Rollout.argoproj.io';

/** A kind as people mistake it: in another case, in the plural. */
function blur(gk: string): string {
  return gk.toLowerCase().replace(/^([^.]*?)s(?=\.|$)/, '$1');
}

/** The kind that a person most likely meant: the same but for its case, a plural, or a group that is missing. */
export function kindLike(gk: string, kinds: readonly string[]): string | undefined {
  const [near] = kinds.filter((one) => one !== gk && blur(one) === blur(gk));
  if (near !== undefined || gk.includes('.')) return near;
  return kinds.find((one) => blur(one).startsWith(`${blur(gk)}.`));
}

/** What is wrong with the name of a kind, if anything is. */
function explainKind(gk: string): string | undefined {
  if (gk.includes('*')) return `"${gk}" is no kind: "*" does not stand for kinds; name each, as ${EXAMPLE}`;
  if (!GROUP_KIND.test(gk)) return `"${gk}" is no kind; write Kind.group, as ${EXAMPLE}`;
  const known = templateKinds({});
  if (known.includes(gk)) return undefined;
  const meant = kindLike(gk, known);
  if (meant !== undefined) return `there is no kind "${gk}". Did you mean "${meant}"?`;
  // Custom resources always have a group.
  return gk.includes('.') || isBuiltIn(gk) ? undefined : `"${gk}" lacks its group; write Kind.group, as ${EXAMPLE}`;
}

function readPath(reader: SettingsReader, field: Field): readonly string[] | undefined {
  const text = reader.text(field);
  if (text === undefined) return undefined;
  if (TEMPLATE_PATH.test(text)) return text.split('.');
  return reader.problem(
    field,
    `"${text}" is no path to a pod template; write keys with dots between them and * for every item of a list, as spec.pods.*.template`,
  );
}

function readKind(reader: SettingsReader, gk: string, entry: Field): readonly TemplatePlace[] {
  const wrong = explainKind(gk);
  if (wrong !== undefined) reader.problem(entry, wrong, 'key');
  const items = reader.items(entry);
  if (isList(entry.value) && items.length === 0)
    reader.problem(entry, `${nameOf(entry)} must name at least one path, as spec.template`);
  return items.flatMap((item) => {
    const path = readPath(reader, item);
    return path === undefined ? [] : [{ gk, path, place: reader.placeOf(item) }];
  });
}

/** Reads `templates:`, a mapping of kinds to paths of their pod templates. */
export function readTemplates(
  reader: SettingsReader,
  field: Field | undefined,
): Pick<Settings, 'templates' | 'templatePlaces'> {
  if (field === undefined) return { templates: {}, templatePlaces: [] };
  const templatePlaces = reader.entries(field).flatMap(([gk, entry]) => readKind(reader, gk, entry));
  const templates: Record<string, readonly (readonly string[])[]> = {};
  for (const { gk, path } of templatePlaces) templates[gk] = [...(templates[gk] ?? []), path];
  return { templates, templatePlaces };
}
