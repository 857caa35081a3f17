import { createEvent, type EventSink } from './events.ts';
import { blockMappingKey, blockSequenceEntry, indentlessEntry } from './parse-block.ts';
import { flowMappingFirst, flowSequenceFirst } from './parse-flow.ts';
import { emptyScalar, type Grammar, parseNode, type Parser } from './parse-node.ts';
import { problemOf, ReadError } from './problem.ts';
import type { Scanner, Token } from './scanner.ts';
import * as types from './token-types.ts';
import { peekToken, skipToken } from './tokens.ts';

const GRAMMAR: Grammar = {
  blockMapping: blockMappingKey,
  blockSequence: blockSequenceEntry,
  indentlessSequence: indentlessEntry,
  flowMapping: flowMappingFirst,
  flowSequence: flowSequenceFirst,
};

/**
 * Gives the events of the first YAML document of the scanner's text to the sink; false when there is none. Throws ReadError.
 * What follows the first document is not read, as Kubernetes reads only the first of what stands between two `---` lines.
 */
export function parseDocument(scanner: Scanner, sink: EventSink): boolean {
  const p: Parser = { scanner, sink, event: createEvent(), states: [], grammar: GRAMMAR, tagHandles: new Map() };
  const first = peekToken(scanner);
  if (first.type === types.STREAM_END) return false;
  const explicit = first.type === types.DOCUMENT_START || isDirective(first);
  const contentStart = explicit ? readDirectives(p) : first.start;
  defineDefaultHandles(p);
  const token = peekToken(scanner);
  if (explicit && endsEmptyDocument(token)) emptyScalar(p, contentStart);
  else parseNode(p, true, false);
  for (let state = p.states.at(-1); state !== undefined; state = p.states.at(-1)) state(p);
  // go-yaml looks at one more token before it is content with a document.
  peekToken(scanner);
  return true;
}

/** Where text begins behind the end of the document that was parsed (`...`), which Kubernetes does not read; undefined where there is none. */
export function textBehindEnd(scanner: Scanner): number | undefined {
  try {
    while (peekToken(scanner).type === types.DOCUMENT_END) skipToken(scanner);
    const next = peekToken(scanner);
    return next.type === types.STREAM_END ? undefined : next.start;
  } catch (error) {
    // What cannot be read is text all the same.
    return problemOf(error).offset;
  }
}

function isDirective(token: Token): boolean {
  return token.type === types.VERSION_DIRECTIVE || token.type === types.TAG_DIRECTIVE;
}

function endsEmptyDocument(token: Token): boolean {
  return (
    token.type === types.DOCUMENT_START ||
    token.type === types.DOCUMENT_END ||
    token.type === types.STREAM_END ||
    isDirective(token)
  );
}

function defineDefaultHandles(p: Parser): void {
  if (!p.tagHandles.has('!')) p.tagHandles.set('!', '!');
  if (!p.tagHandles.has('!!')) p.tagHandles.set('!!', 'tag:yaml.org,2002:');
}

/** Takes the directives and the `---` after them; returns where that ends. */
function readDirectives(p: Parser): number {
  let versionSeen = false;
  let token = peekToken(p.scanner);
  for (; isDirective(token); token = peekToken(p.scanner)) {
    if (token.type === types.VERSION_DIRECTIVE) {
      if (versionSeen || token.value !== '1.1')
        throw new ReadError('syntax', token.start, 'Kubernetes reads YAML 1.1; remove the %YAML directive.');
      versionSeen = true;
    } else {
      if (p.tagHandles.has(token.value))
        throw new ReadError('syntax', token.start, 'This %TAG handle is declared twice.');
      p.tagHandles.set(token.value, token.suffix);
    }
    skipToken(p.scanner);
  }
  if (token.type !== types.DOCUMENT_START)
    throw new ReadError('syntax', token.start, 'Expected "---" after the directives.');
  const { end } = token;
  skipToken(p.scanner);
  return end;
}
