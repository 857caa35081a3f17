import type { SourceFile } from '../../model/cluster/index.ts';
import type { JsonObject } from '../../model/json.ts';
import { formatYaml } from './format-yaml.ts';
import { lineBreakOf, lineStart, previousLineEnd } from './lines.ts';
import type { RenderedEdits } from './types.ts';

/** Prints an object as the text of a new file. */
export function formatObject(object: JsonObject): string {
  return formatYaml(object);
}

/** Tells whether a text ends where a document may begin: it is empty, or its last line is a marker. */
function endsOpen(text: string): boolean {
  const end = text.trimEnd().length;
  const last = text.slice(lineStart(text, end), end);
  return end === 0 || last === '---' || (previousLineEnd(text, end) === undefined && last === '\uFEFF');
}

/**
 * Appends objects to a file, each as a document of its own. Refused for rendered files and for JSON, where a file is one value;
 * the text of a new file is {@link formatObject}'s.
 */
export function renderAdded(file: SourceFile, objects: readonly JsonObject[]): RenderedEdits {
  if (file.rendered !== undefined)
    return { kind: 'refused', reason: `rendered by ${file.rendered.by}; add a file beside it` };
  if (file.format === 'json') return { kind: 'refused', reason: 'a JSON file holds one value; add a file beside it' };
  if (objects.length === 0) return { kind: 'edits', edits: [] };
  const { text } = file;
  const lineBreak = lineBreakOf(text);
  const body = objects.map(formatObject).join('---\n');
  const gap = text === '' || /[\r\n]$/.test(text) || text === '\uFEFF' ? '' : '\n';
  const added = `${gap}${endsOpen(text) ? '' : '---\n'}${body}`.replaceAll('\n', lineBreak);
  return { kind: 'edits', edits: [{ start: text.length, end: text.length, text: added }] };
}
