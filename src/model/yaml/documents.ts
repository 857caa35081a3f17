import { createTreeBuilder } from './build-tree.ts';
import { createValueBuilder, type ValueBuilder, type ValueOptions } from './build-value.ts';
import { isGoSpace } from './chars.ts';
import { jsonScalarValue, parseJsonValue, skipJsonSpace } from './json-reader.ts';
import { parseDocument, textBehindEnd } from './parse-document.ts';
import { problemOf, ReadError } from './problem.ts';
import { createScanner } from './scanner.ts';
import { type Chunk, splitDocuments } from './split.ts';
import { createStringPool, type StringPool } from './string-pool.ts';
import type { YamlDocument, YamlNode } from './types.ts';
import { countUtf8Bytes } from './utf8.ts';

/** How to read a text. Without a format, it is JSON when it begins with `{` and reads as JSON, YAML otherwise, as for kubectl. */
export interface ReadOptions {
  /** `json`: a stream of JSON values and nothing else. `yaml`: YAML documents even when they look like JSON. */
  readonly format?: 'yaml' | 'json';
  /** Most collections that a value may be nested in: 10,000 as in Kubernetes, or less for the sake of readers that recurse. */
  readonly maxDepth?: number;
}

/** How far kubectl looks for the brace that makes a file JSON. */
const SNIFF_LENGTH = 4096;

/** Every character that go-yaml's reader refuses, and both halves of surrogate pairs. */
const DOUBTFUL = /[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufffd]/g;

/**
 * Reads all documents of a text as kubectl and the API server read them. Never throws: a document that cannot be read
 * has no value and a problem that says where and why, and the others are not affected by it.
 * The text must come from a decoder that refuses what is not UTF-8; what it replaced by U+FFFD would be read as that.
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/yaml
 */
export function readDocuments(text: string, options: ReadOptions = {}): readonly YamlDocument[] {
  const documents: YamlDocument[] = [];
  const { format, maxDepth } = options;
  const valueOptions: ValueOptions = maxDepth === undefined ? {} : { maxDepth };
  let from = 0;
  if (format === 'json' || (format === undefined && looksLikeJson(text))) {
    from = readJsonStream(text, { strict: format === 'json', value: valueOptions }, documents);
    if (from < 0) return documents;
  }
  const whole = endWithNewline(text);
  const context: ReadContext = {
    value: valueOptions,
    pool: createStringPool(text.length - from),
    findForbidden: createForbiddenFinder(whole),
  };
  for (const chunk of splitDocuments(whole, from)) {
    const read = readYaml(whole, chunk, context);
    documents.push({
      index: documents.length,
      start: chunk.start,
      end: Math.min(chunk.end, text.length),
      format: 'yaml',
      ...read,
    });
  }
  return documents;
}

/** Where a document stands in its text, as `readDocuments` gave it. */
export type DocumentPlace = Pick<YamlDocument, 'start' | 'end' | 'format'> & Partial<Pick<YamlDocument, 'value'>>;

/** Builds the tree of a document that `readDocuments` gave for the same text; undefined when the document is empty or could not be read. */
export function composeDocument(text: string, doc: DocumentPlace): YamlNode | undefined {
  if (Object.hasOwn(doc, 'value') && doc.value === undefined) return undefined;
  try {
    if (doc.format === 'json') {
      const tree = createTreeBuilder(jsonScalarValue);
      parseJsonValue({ text, end: doc.end, pool: createStringPool(doc.end - doc.start) }, doc.start, tree);
      return tree.finish();
    }
    const tree = createTreeBuilder();
    const whole = doc.end === text.length ? endWithNewline(text) : text;
    const end = doc.end === text.length ? whole.length : doc.end;
    parseDocument(createScanner(whole, doc.start, end), tree);
    return tree.finish();
  } catch (error) {
    problemOf(error);
    return undefined;
  }
}

/** kubectl's line reader ends the last line with a newline when the file does not; block scalars read differently without. */
function endWithNewline(text: string): string {
  return text === '' || text.endsWith('\n') || text.endsWith('\r') ? text : `${text}\n`;
}

function looksLikeJson(text: string): boolean {
  const limit = Math.min(text.length, SNIFF_LENGTH);
  for (let i = 0; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (!isGoSpace(code)) return code === 123;
  }
  return false;
}

interface JsonOptions {
  /** The text is JSON or nothing. */
  readonly strict: boolean;
  readonly value: ValueOptions;
}

/**
 * Reads JSON values one after the other. Returns -1 when the text is used up or was given up, else the offset from which
 * it must be read as YAML: kubectl changes its mind when the first or the second value is not JSON.
 */
function readJsonStream(text: string, options: JsonOptions, documents: YamlDocument[]): number {
  const source = { text, end: text.length, pool: createStringPool(text.length) };
  let consumed = 0;
  for (;;) {
    const start = skipJsonSpace(text, consumed, text.length);
    if (start >= text.length) return -1;
    const place = { index: documents.length, start, format: 'json' } as const;
    const builder = createValueBuilder({ ...options.value, toValue: jsonScalarValue });
    try {
      consumed = parseJsonValue(source, start, builder);
    } catch (error) {
      const problem = problemOf(error);
      const yamlFrom = options.strict || documents.length > 1 ? -1 : skipLineRest(text, consumed);
      if (yamlFrom >= 0) return yamlFrom;
      documents.push({ ...place, end: text.length, value: undefined, problems: [problem] });
      return -1;
    }
    documents.push({ ...place, end: consumed, ...finishValue(builder) });
  }
}

function finishValue(builder: ValueBuilder): Pick<YamlDocument, 'value' | 'problems'> {
  try {
    return { value: builder.finish(), problems: builder.problems };
  } catch (error) {
    return { value: undefined, problems: [problemOf(error)] };
  }
}

/** Steps over white space up to and including one line break; -1 where kubectl gives up: at U+FFFD, and when less than four bytes are left. */
function skipLineRest(text: string, from: number): number {
  for (let at = from; countUtf8Bytes(text, at, Math.min(at + 4, text.length)) >= 4; at++) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd) break;
    if (!isGoSpace(code)) return at;
    if (code === 10) return at + 1;
  }
  return -1;
}

interface ReadContext {
  readonly value: ValueOptions;
  readonly pool: StringPool;
  readonly findForbidden: ForbiddenFinder;
}

function readYaml(text: string, chunk: Chunk, context: ReadContext): Pick<YamlDocument, 'value' | 'problems'> {
  const { start, end } = chunk;
  try {
    if (chunk.badSeparator) {
      throw new ReadError(
        'syntax',
        start,
        'Only a comment may follow "---" on its line; put the text on the next line.',
      );
    }
    const forbidden = context.findForbidden(start, end);
    if (forbidden >= 0) {
      const message =
        'A character that YAML does not allow stands here; remove it or write it as an escape in double quotes.';
      throw new ReadError('control-character', forbidden, message);
    }
    if (text.startsWith('\ufeff\ufeff', start)) {
      throw new ReadError(
        'control-character',
        start,
        'Two byte order marks stand here, which Kubernetes reads in its own strange way; remove them.',
      );
    }
    const builder = createValueBuilder(context.value);
    const scanner = createScanner(text, start, end, context.pool);
    parseDocument(scanner, builder);
    const read = finishValue(builder);
    const behind = textBehindEnd(scanner);
    if (behind === undefined || read.value === undefined) return read;
    const message = 'Kubernetes reads nothing behind the end of a document; put "---" on a line before what follows.';
    return { ...read, problems: [...read.problems, { code: 'text-behind-end', message, offset: behind }] };
  } catch (error) {
    return { value: undefined, problems: [problemOf(error)] };
  }
}

/** Gives the first character between two offsets that YAML does not allow, half a surrogate pair included; -1 for none. */
type ForbiddenFinder = (start: number, end: number) => number;

/** A finder for stretches that are asked for in the order of the text; it goes over the text once, however many there are. */
function createForbiddenFinder(text: string): ForbiddenFinder {
  let next = -1;
  return (start, end) => {
    if (next < start) next = findForbidden(text, start);
    return next < end ? next : -1;
  };
}

/** The first forbidden character from an offset on; the text's length for none. */
function findForbidden(text: string, from: number): number {
  DOUBTFUL.lastIndex = from;
  for (let match = DOUBTFUL.exec(text); match !== null; match = DOUBTFUL.exec(text)) {
    if ((text.codePointAt(match.index) ?? 0) < 0x10000) return match.index;
    DOUBTFUL.lastIndex = match.index + 2;
  }
  return text.length;
}
