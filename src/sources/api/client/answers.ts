import { isObject, type Json, textOf } from '../../../model/json.ts';
import { readDocuments } from '../../../model/yaml/index.ts';
import type { Credentials } from '../credentials/index.ts';
import { ApiError, type ApiProblem } from './errors.ts';
import { whyUnauthorized } from './unauthorized.ts';

/** An answer of the server before anyone read it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

const PROBLEMS: Readonly<Record<number, ApiProblem>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  410: 'gone',
  429: 'throttled',
};

const MOST_SHOWN = 300;

function headerOf({ headers }: RawAnswer, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

/** How long the server asks to wait: seconds, or a date. RFC 9110 §10.2.3. */
function retryAfterOf(answer: RawAnswer, now: number): number | undefined {
  const text = headerOf(answer, 'retry-after');
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Where a whole number beyond 2^53 may stand: after the colon of a key, or in a list. Digests (`sha256:0123…`), of which a page may hold thousands, are not
 * meant; what else is found in texts by chance costs time only.
 */
const LARGE_NUMBER = /"\s*:\s*-?\d{16}|[[,]\s*-?\d{16}/;

/** Reads JSON; whole numbers beyond 2^53 stay exact. Throws ApiError when it is none. */
export function parseAnswer(text: string, path: string): Json {
  try {
    // Our own reader is exact for large whole numbers but slower: it is asked only where there may be one.
    if (!LARGE_NUMBER.test(text)) return JSON.parse(text) as Json;
  } catch {
    throw new ApiError('bad-answer', `what came back for ${path} is no JSON`);
  }
  const value = readDocuments(text, { format: 'json' })[0]?.value;
  if (value === undefined) throw new ApiError('bad-answer', `what came back for ${path} is no JSON`);
  return value;
}

function messageOf({ text }: RawAnswer): string {
  try {
    const status = JSON.parse(text) as Json;
    return isObject(status) ? textOf(status['message']) : '';
  } catch {
    return text.slice(0, MOST_SHOWN);
  }
}

/** The error that an answer other than success is. */
export function toError(answer: RawAnswer, path: string, credentials: Credentials): ApiError {
  const now = Date.now();
  const { status } = answer;
  const problem = PROBLEMS[status] ?? (status >= 500 ? 'unavailable' : 'bad-answer');
  const wait = problem === 'throttled' || problem === 'unavailable' ? retryAfterOf(answer, now) : undefined;
  const said = messageOf(answer).slice(0, MOST_SHOWN);
  const message =
    problem === 'unauthorized'
      ? whyUnauthorized(credentials, Date.parse(headerOf(answer, 'date')), now)
      : `${path}: ${status}${said === '' ? '' : ` ${said}`}`;
  return new ApiError(problem, message, { status, ...(wait === undefined ? {} : { retryAfterMs: wait }) });
}
