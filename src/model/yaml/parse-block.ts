import { close, emptyScalar, parseNode, type Parser } from './parse-node.ts';
import { ReadError } from './problem.ts';
import type { Token } from './scanner.ts';
import * as types from './token-types.ts';
import { peekToken, skipToken } from './tokens.ts';

/** One item of a block list, or its end. */
export function blockSequenceEntry(p: Parser): void {
  const { scanner } = p;
  let token = peekToken(scanner);
  if (token.type === types.BLOCK_ENTRY) {
    const mark = token.start;
    p.event.mark = mark;
    skipToken(scanner);
    token = peekToken(scanner);
    if (token.type === types.BLOCK_ENTRY || token.type === types.BLOCK_END) emptyScalar(p, mark + 1);
    else parseNode(p, true, false);
  } else if (token.type === types.BLOCK_END) {
    skipToken(scanner);
    close(p, -1);
  } else
    throw new ReadError(
      'syntax',
      token.start,
      'Expected a list item ("-") here; check the indentation of this line and the ones before.',
    );
}

/** One item of a list that stands at its key's own column, or its end. */
export function indentlessEntry(p: Parser): void {
  const { scanner } = p;
  let token = peekToken(scanner);
  if (token.type !== types.BLOCK_ENTRY) return close(p, -1);
  const mark = token.start;
  p.event.mark = mark;
  skipToken(scanner);
  token = peekToken(scanner);
  if (token.type === types.BLOCK_ENTRY || endsBlockValue(token)) emptyScalar(p, mark + 1);
  else parseNode(p, true, false);
}

function endsBlockValue(token: Token): boolean {
  return token.type === types.KEY || token.type === types.VALUE || token.type === types.BLOCK_END;
}

/** A key of a block mapping, or its end. */
export function blockMappingKey(p: Parser): void {
  const { scanner, states } = p;
  const token = peekToken(scanner);
  p.event.mark = -1;
  if (token.type === types.KEY) {
    const at = token.end;
    skipToken(scanner);
    states[states.length - 1] = blockMappingValue;
    if (endsBlockValue(peekToken(scanner))) emptyScalar(p, at);
    else parseNode(p, true, true);
  } else if (token.type === types.BLOCK_END) {
    skipToken(scanner);
    close(p, -1);
  } else
    throw new ReadError(
      'syntax',
      token.start,
      'Expected a key here; check the indentation of this line and the ones before.',
    );
}

function blockMappingValue(p: Parser): void {
  const { scanner, states } = p;
  const token = peekToken(scanner);
  states[states.length - 1] = blockMappingKey;
  if (token.type !== types.VALUE) {
    p.event.mark = -1;
    return emptyScalar(p, token.start);
  }
  const at = token.end;
  p.event.mark = token.start;
  skipToken(scanner);
  if (endsBlockValue(peekToken(scanner))) emptyScalar(p, at);
  else parseNode(p, true, true);
}
