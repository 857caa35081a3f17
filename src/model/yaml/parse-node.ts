import type { EventSink, YamlEvent } from './events.ts';
import { ReadError } from './problem.ts';
import type { Scanner, Token } from './scanner.ts';
import * as types from './token-types.ts';
import { peekToken, skipToken } from './tokens.ts';

/** The state of reading one document: what comes next is the last entry of `states`. */
export interface Parser {
  readonly scanner: Scanner;
  readonly sink: EventSink;
  readonly event: YamlEvent;
  readonly states: State[];
  readonly grammar: Grammar;
  /** Tag handles of this document with what they stand for. */
  readonly tagHandles: Map<string, string>;
}

/** One production of the grammar: takes tokens, gives one event to the sink, and leaves the next production on the stack. */
export type State = (p: Parser) => void;

/** The first production of each kind of collection; given from outside because they call back into `parseNode`. */
export interface Grammar {
  readonly blockMapping: State;
  readonly blockSequence: State;
  readonly indentlessSequence: State;
  readonly flowMapping: State;
  readonly flowSequence: State;
}

const NON_SPECIFIC = '!';

/** Reads one node. `inBlock`: block collections may begin here; `indentless`: a list may begin at the key's own column. */
export function parseNode(p: Parser, inBlock: boolean, indentless: boolean): void {
  const { event, scanner, sink } = p;
  let token = peekToken(scanner);
  event.propertiesStart = token.start;
  event.anchor = '';
  event.tag = '';
  if (token.type === types.ALIAS) return parseAlias(p, token);
  if (token.type === types.ANCHOR || token.type === types.TAG) token = parseProperties(p, token);
  event.start = token.start;
  if (token.type === types.SCALAR) {
    event.end = token.end;
    event.value = token.value;
    event.style = token.style;
    event.implicit = event.tag === '' ? token.style === 'plain' : event.tag === NON_SPECIFIC;
    skipToken(scanner);
    sink.scalar(event);
    return;
  }
  if (!openCollection(p, token, inBlock, indentless)) parseEmptyNode(p, token, inBlock);
}

function parseAlias(p: Parser, token: Token): void {
  const { event } = p;
  event.start = token.start;
  event.end = token.end;
  event.value = token.value;
  skipToken(p.scanner);
  p.sink.alias(event);
}

function openCollection(p: Parser, token: Token, inBlock: boolean, indentless: boolean): boolean {
  const { event, grammar, sink, states } = p;
  event.style = 'block';
  if (inBlock && token.type === types.BLOCK_MAPPING_START) {
    skipToken(p.scanner);
    states.push(grammar.blockMapping);
    sink.openMap(event);
  } else if (inBlock && token.type === types.BLOCK_SEQUENCE_START) {
    skipToken(p.scanner);
    states.push(grammar.blockSequence);
    sink.openSeq(event);
  } else if (indentless && token.type === types.BLOCK_ENTRY) {
    states.push(grammar.indentlessSequence);
    sink.openSeq(event);
  } else return openFlowCollection(p, token);
  return true;
}

function openFlowCollection(p: Parser, token: Token): boolean {
  const { event, grammar, sink, states } = p;
  if (token.type !== types.FLOW_SEQUENCE_START && token.type !== types.FLOW_MAPPING_START) return false;
  event.style = 'flow';
  const isMap = token.type === types.FLOW_MAPPING_START;
  skipToken(p.scanner);
  states.push(isMap ? grammar.flowMapping : grammar.flowSequence);
  if (isMap) sink.openMap(event);
  else sink.openSeq(event);
  return true;
}

/** A node that has properties and no content is an empty scalar; one without either is an error. */
function parseEmptyNode(p: Parser, token: Token, inBlock: boolean): void {
  const { event } = p;
  if (event.anchor === '' && event.tag === '') {
    const where = inBlock
      ? 'Expected a value here.'
      : 'Expected a value here; a flow collection may be missing a quote, a comma or its closing bracket.';
    throw new ReadError('syntax', token.start, where);
  }
  event.start = event.end;
  event.value = '';
  event.style = 'plain';
  event.implicit = event.tag === '';
  p.sink.scalar(event);
}

/** Reads an anchor and a tag in either order; `event.end` is left at their end. */
function parseProperties(p: Parser, first: Token): Token {
  const { event, scanner } = p;
  let token = first;
  for (let i = 0; i < 2; i++) {
    if (token.type === types.ANCHOR && event.anchor === '') event.anchor = token.value;
    else if (token.type === types.TAG && event.tag === '') event.tag = wholeTag(p, token);
    else break;
    event.end = token.end;
    skipToken(scanner);
    token = peekToken(scanner);
  }
  return token;
}

function wholeTag(p: Parser, token: Token): string {
  if (token.value === '') return token.suffix;
  const prefix = p.tagHandles.get(token.value);
  const tag = prefix === undefined ? '' : prefix + token.suffix;
  if (tag === '')
    throw new ReadError(
      'bad-tag',
      token.start,
      'This tag handle is not declared; declare it with %TAG, or remove the tag.',
    );
  return tag;
}

/** Gives an empty plain scalar to the sink, at an offset. */
export function emptyScalar(p: Parser, at: number): void {
  const { event } = p;
  event.start = at;
  event.end = at;
  event.propertiesStart = at;
  event.anchor = '';
  event.tag = '';
  event.value = '';
  event.style = 'plain';
  event.implicit = true;
  p.sink.scalar(event);
}

/** Ends the innermost collection. */
export function close(p: Parser, end: number): void {
  p.states.pop();
  p.event.end = end;
  p.sink.close(p.event);
}
