import { isList, isObject, type Json, type Path } from '../../model/json.ts';
import type { YamlDocument, YamlProblem } from '../../model/yaml/index.ts';
import { type DocumentPlace, type FileDraft, type LoadContext, report } from '../intake.ts';
import { type Candidate, type Expanded, expandLists, isKubernetes } from './expand.ts';
import { maskTexts } from './mask-text.ts';
import { isToolConfig, isToolFile } from './not-objects.ts';
import { readText } from './read-text.ts';
import { isSecretive } from './secrets.ts';
import { createPieceFinder, type StretchTest } from './stretches.ts';
import { takeObject } from './take-object.ts';
import { isOpenShiftTemplate, isUnrenderedObject, looksTemplated } from './templates.ts';

/** One text to read, with what is known of it beside its bytes. */
export interface TextSource {
  /** As it is shown. */
  readonly path: string;
  readonly text: string;
  readonly rendered?: FileDraft['rendered'];
  /** Asked for by name: whatever cannot be read in it is an error, Kubernetes or not. */
  readonly named: boolean;
  readonly defaultNamespace: string;
}

/** What one document turned out to be. */
type Sorted =
  | {
      readonly as: 'objects';
      readonly document: YamlDocument;
      readonly objects: readonly Candidate[];
      readonly misfits: readonly Path[];
      readonly decoys: readonly Path[];
    }
  | {
      readonly as: 'broken' | 'foreign-broken' | 'template' | 'tool' | 'foreign' | 'incomplete';
      readonly document: YamlDocument;
    };

// Enough of an object to say that somebody meant one.
const MEANT_FOR_KUBERNETES = /["']?(?:apiVersion|kind)["']?\s*:/;

function sortBroken(source: TextSource, document: YamlDocument): Sorted {
  const text = source.text.slice(document.start, document.end);
  const at = (document.problems[0]?.offset ?? document.start) - document.start;
  if (source.rendered === undefined && looksTemplated(text, at)) return { as: 'template', document };
  const meant = source.named || source.rendered !== undefined || MEANT_FOR_KUBERNETES.test(text);
  return { as: meant ? 'broken' : 'foreign-broken', document };
}

/** Something that was meant to be an object, or a list of such. */
function isIncomplete(data: Json): boolean {
  if (isList(data)) return data.some(isKubernetes);
  if (!isObject(data)) return false;
  const named = typeof data['apiVersion'] === 'string' || typeof data['kind'] === 'string';
  return named && isObject(data['metadata']) && (isObject(data['spec']) || isObject(data['data']));
}

function sortDocument(source: TextSource, document: YamlDocument, holdsBraces: StretchTest): Sorted {
  const { value } = document;
  if (value === undefined) return sortBroken(source, document);
  if (!isKubernetes(value)) return { as: isIncomplete(value) ? 'incomplete' : 'foreign', document };
  if (isToolConfig(value)) return { as: 'tool', document };
  const raw = source.rendered === undefined;
  if (raw && isOpenShiftTemplate(value)) return { as: 'template', document };
  return sortObjects(document, expandLists(value), raw && holdsBraces(document.start, document.end));
}

function sortObjects(document: YamlDocument, { objects, ...rest }: Expanded, mayBeTemplate: boolean): Sorted {
  const kept = mayBeTemplate ? objects.filter(({ data }) => !isUnrenderedObject(data)) : objects;
  if (kept.length === 0 && objects.length > 0) return { as: 'template', document };
  return { as: 'objects', document, objects: kept, ...rest };
}

/** Reads every document of a text and takes in what it holds; a broken one is reported and hides none of the others. */
export function takeText(context: LoadContext, source: TextSource): void {
  const { counts } = context.intake;
  counts.filesRead++;
  // Every object has the word in it: whatever else a folder holds is not even parsed.
  if (!source.named && source.rendered === undefined && !source.text.includes('apiVersion')) {
    counts.skipped++;
    noteForeign(context, source);
    return;
  }
  const holdsBraces = createPieceFinder(source.text, '{{');
  const sorted = readText(source.text)
    .filter((document) => document.value !== null)
    .map((document) => sortDocument(source, document, holdsBraces));
  counts.documents += sorted.length;
  const isTemplate = sorted.some(({ as }) => as === 'template');
  if (isTemplate) context.intake.templates.push({ path: source.path, named: source.named });
  counts.skipped += sorted.filter(({ as }) => as !== 'objects' && as !== 'broken' && as !== 'template').length;
  if (
    !isTemplate &&
    !sorted.some(({ as }) => as === 'objects' || as === 'broken' || as === 'tool' || as === 'incomplete')
  )
    noteForeign(context, source);
  takeSorted(context, source, sorted);
}

/** Says that a file has nothing for us, unless its name says so already. */
function noteForeign(context: LoadContext, source: TextSource): void {
  if (source.rendered !== undefined || (!source.named && (isToolFile(source.path) || !/\.ya?ml$/i.test(source.path))))
    return;
  const why =
    source.text.trim() === '' ? 'is empty' : 'holds no Kubernetes object (no document with apiVersion and kind)';
  report(context, {
    severity: 'note',
    code: source.text.trim() === '' ? 'empty-file' : 'not-kubernetes',
    message: `${source.path} ${why}`,
    file: source.path,
  });
}

function isKept(one: Sorted): boolean {
  return one.as === 'objects' || one.as === 'broken' || one.as === 'foreign-broken' || one.as === 'incomplete';
}

function takeSorted(context: LoadContext, source: TextSource, sorted: readonly Sorted[]): void {
  if (!sorted.some(isKept)) return;
  const { path, rendered } = source;
  const format = sorted.every(({ document }) => document.format === 'json') ? 'json' : 'yaml';
  const text = maskTexts(
    source.text,
    sorted.map(({ document }) => document),
  );
  const draft: FileDraft = { path, text, format, ...(rendered === undefined ? {} : { rendered }) };
  context.intake.drafts.push(draft);
  for (const one of sorted) {
    const { index, start, end } = one.document;
    const place: DocumentPlace = { file: draft, document: index, start, end, format: one.document.format };
    if (one.as === 'objects') takeObjects(context, source, one, place);
    else if (one.as === 'broken' || one.as === 'foreign-broken') reportBroken(context, source, one, place);
    else if (one.as === 'incomplete') reportIncomplete(context, one.document, place);
  }
}

function takeObjects(
  context: LoadContext,
  source: TextSource,
  one: Sorted & { readonly as: 'objects' },
  place: DocumentPlace,
): void {
  for (const problem of one.document.problems) {
    const isOfSecret = one.objects.some(({ data }) => isSecretive(data));
    const message =
      isOfSecret && problem.code === 'duplicate-key'
        ? 'a key stands twice in one mapping; the last one counts'
        : problem.message;
    report(context, {
      severity: 'warning',
      code: problem.code,
      message,
      at: { file: place.file, offset: problem.offset },
    });
  }
  for (const path of one.misfits) {
    report(context, {
      severity: 'warning',
      code: 'bad-list-item',
      message: 'an item of this List is no object with apiVersion and kind; kubectl would refuse the List',
      at: { place, path, part: 'value' },
    });
  }
  for (const path of one.decoys) {
    report(context, {
      severity: 'warning',
      code: 'items-beside-kind',
      message: 'whatever has `items` is a List to kubectl, which applies these and nothing else of it; both are judged',
      at: { place, path, part: 'key' },
    });
  }
  const detach = place.file.text !== source.text;
  for (const { data, pointer } of one.objects)
    takeObject(context, { data, pointer, place, defaultNamespace: source.defaultNamespace, detach });
}

/** What is wrong with a document; what the parser stumbled over may be a piece of a Secret, while a shape is none. */
function explainBroken(text: string, problem: YamlProblem | undefined): string {
  const isShape = problem?.code === 'too-deep' || problem?.code === 'alias-bomb';
  if (problem === undefined || (!isShape && /\bSecret/.test(text))) return 'this document cannot be read as YAML';
  return problem.message.replace(/\.$/, '');
}

function reportBroken(context: LoadContext, source: TextSource, one: Sorted, place: DocumentPlace): void {
  const asked = one.as === 'broken';
  if (asked) context.intake.counts.broken++;
  const problem = one.document.problems[0];
  const what = explainBroken(source.text.slice(place.start, place.end), problem);
  const message = asked
    ? `${what}. The document was left out; fix it and run again`
    : `${what}. It does not look like a Kubernetes object and was left out`;
  report(context, {
    severity: asked ? 'error' : 'note',
    code: `yaml-${problem?.code ?? 'syntax'}`,
    message,
    at: { file: place.file, offset: problem?.offset ?? place.start },
  });
}

function explainIncomplete(value: Json | undefined): string {
  if (isList(value)) return 'this document is a list of objects, which kubectl takes only as the items of a List';
  const data = isObject(value) ? value : {};
  const wrong = typeof data['kind'] === 'string' && data['kind'] !== '' ? 'apiVersion' : 'kind';
  const what = data[wrong] === undefined || data[wrong] === null ? `has no ${wrong}` : `has a ${wrong} that is no text`;
  return `this document ${what}, so it is not an object that Kubernetes would take`;
}

function reportIncomplete(context: LoadContext, document: YamlDocument, place: DocumentPlace): void {
  report(context, {
    severity: 'warning',
    code: 'incomplete-object',
    message: `${explainIncomplete(document.value)}; it was left out`,
    at: { place, path: [], part: 'value' },
  });
}
