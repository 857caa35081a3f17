import { close, emptyScalar, parseNode, type Parser } from './parse-node.ts';
import { ReadError } from './problem.ts';
import type { Token } from './scanner.ts';
import * as types from './token-types.ts';
import { peekToken, skipToken } from './tokens.ts';

/** The first item of a flow list, or its end. */
export function flowSequenceFirst(p: Parser): void {
  flowSequenceItem(p, true);
}

function flowSequenceEntry(p: Parser): void {
  flowSequenceItem(p, false);
}

function flowSequenceItem(p: Parser, first: boolean): void {
  const { scanner, states, event } = p;
  let token = peekToken(scanner);
  states[states.length - 1] = flowSequenceEntry;
  event.mark = -1;
  if (token.type !== types.FLOW_SEQUENCE_END) {
    if (!first) token = takeComma(p, token, ']');
    if (token.type === types.KEY) {
      openSinglePair(p, token);
      return;
    }
    if (token.type !== types.FLOW_SEQUENCE_END) return parseNode(p, false, false);
  }
  const end = token.end;
  skipToken(scanner);
  close(p, end);
}

function takeComma(p: Parser, token: Token, closing: string): Token {
  if (token.type !== types.FLOW_ENTRY) throw new ReadError('syntax', token.start, `Expected "," or "${closing}" here.`);
  skipToken(p.scanner);
  return peekToken(p.scanner);
}

/** `[a: b]`: a mapping of one pair that has no braces. */
function openSinglePair(p: Parser, token: Token): void {
  const { event } = p;
  event.start = token.start;
  event.propertiesStart = token.start;
  event.anchor = '';
  event.tag = '';
  event.style = 'flow';
  skipToken(p.scanner);
  p.states.push(singlePairKey);
  p.sink.openMap(event);
}

function endsFlowSequencePart(token: Token): boolean {
  return token.type === types.FLOW_ENTRY || token.type === types.FLOW_SEQUENCE_END;
}

function singlePairKey(p: Parser): void {
  const { scanner, states } = p;
  const token = peekToken(scanner);
  states[states.length - 1] = singlePairValue;
  p.event.mark = -1;
  if (token.type !== types.VALUE && !endsFlowSequencePart(token)) return parseNode(p, false, false);
  emptyScalar(p, token.start);
  // go-yaml drops this token, so that `[? : x]` reads as a list of one pair and x is then out of place.
  skipToken(scanner);
}

/** The value after a key, or nothing where the pair ends: then comes `next`. */
function flowValue(p: Parser, next: Parser['states'][number], ends: (token: Token) => boolean): void {
  const { scanner, states } = p;
  let token = peekToken(scanner);
  states[states.length - 1] = next;
  p.event.mark = -1;
  let at = token.start;
  if (token.type === types.VALUE) {
    p.event.mark = token.start;
    at = token.end;
    skipToken(scanner);
    token = peekToken(scanner);
    if (!ends(token)) return parseNode(p, false, false);
  }
  emptyScalar(p, at);
}

function singlePairValue(p: Parser): void {
  flowValue(p, singlePairEnd, endsFlowSequencePart);
}

function singlePairEnd(p: Parser): void {
  close(p, -1);
}

/** The first key of a flow mapping, or its end. */
export function flowMappingFirst(p: Parser): void {
  flowMappingKey(p, true);
}

function flowMappingNext(p: Parser): void {
  flowMappingKey(p, false);
}

function endsFlowMappingPart(token: Token): boolean {
  return token.type === types.FLOW_ENTRY || token.type === types.FLOW_MAPPING_END;
}

function flowMappingKey(p: Parser, first: boolean): void {
  const { scanner, states } = p;
  let token = peekToken(scanner);
  p.event.mark = -1;
  if (token.type !== types.FLOW_MAPPING_END) {
    if (!first) token = takeComma(p, token, '}');
    if (token.type === types.KEY) return flowMappingExplicitKey(p);
    if (token.type !== types.FLOW_MAPPING_END) {
      states[states.length - 1] = flowMappingNoValue;
      return parseNode(p, false, false);
    }
  }
  const end = token.end;
  skipToken(scanner);
  close(p, end);
}

function flowMappingExplicitKey(p: Parser): void {
  const { scanner, states } = p;
  skipToken(scanner);
  const token = peekToken(scanner);
  states[states.length - 1] = flowMappingValue;
  if (token.type === types.VALUE || endsFlowMappingPart(token)) emptyScalar(p, token.start);
  else parseNode(p, false, false);
}

function flowMappingValue(p: Parser): void {
  flowValue(p, flowMappingNext, endsFlowMappingPart);
}

function flowMappingNoValue(p: Parser): void {
  p.states[p.states.length - 1] = flowMappingNext;
  p.event.mark = -1;
  emptyScalar(p, peekToken(p.scanner).start);
}
