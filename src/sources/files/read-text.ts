import { readDocuments, type YamlDocument } from '../../model/yaml/index.ts';

/**
 * Most collections that a value may be nested in. Kubernetes takes ten times as many, but nothing that people write comes near this,
 * and whatever walks the value later may recurse.
 */
const MAX_DEPTH = 1000;

/** Every line is blank or may be a JSON object of its own. */
const OTHER_LINE = /^(?!\{|[ \t\r]*$)/m;

/** Reads every line as a JSON document of its own. */
function readLines(text: string): readonly YamlDocument[] {
  const documents: YamlDocument[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    for (const one of readDocuments(text.slice(start, end), { format: 'json', maxDepth: MAX_DEPTH })) {
      documents.push({
        ...one,
        index: documents.length,
        start: start + one.start,
        end: start + one.end,
        problems: one.problems.map((problem) => ({ ...problem, offset: start + problem.offset })),
      });
    }
    start = end + 1;
  }
  return documents;
}

/**
 * Reads the documents of a text as kubectl does; but where kubectl gives up at a broken line of NDJSON, the other lines are read all the same.
 * @see https://github.com/ndjson/ndjson-spec
 */
export function readText(text: string): readonly YamlDocument[] {
  const documents = readDocuments(text, { maxDepth: MAX_DEPTH });
  if (!documents.some(({ value }) => value === undefined) || OTHER_LINE.test(text)) return documents;
  const lines = readLines(text);
  return lines.length > 1 && lines.some(({ value }) => value !== undefined) ? lines : documents;
}
