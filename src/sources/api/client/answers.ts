import { isObject, type Json, textOf, valueAt } from '../../../model/json.ts';
import { readDocuments } from '../../../model/yaml/index.ts';
import { ApiError, type ApiProblem } from './errors.ts';

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

const CLOCK_TOLERANCE_MS = 60_000;
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

/** The expiry of a bearer token that says one, in milliseconds. RFC 7519. */
function expiryOf(authorization: string): number | undefined {
  const [, body = ''] = authorization.replace(/^Bearer /, '').split('.');
  try {
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Json;
    const expiry = valueAt(claims, ['exp']);
    return typeof expiry === 'number' ? expiry * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** Why the server does not know us: an expired token and a wrong clock are worth saying. */
function whyUnauthorized(answer: RawAnswer, authorization: string, now: number): string {
  const server = Date.parse(headerOf(answer, 'date'));
  const skew = Number.isNaN(server) ? 0 : now - server;
  const minutes = Math.round(Math.abs(skew) / 60_000);
  const clock =
    Math.abs(skew) > CLOCK_TOLERANCE_MS
      ? `; the clock of this machine is ${minutes} min ${skew > 0 ? 'ahead of' : 'behind'} the server's`
      : '';
  const expiry = expiryOf(authorization);
  if (expiry !== undefined && expiry < (Number.isNaN(server) ? now : server))
    return `the token expired at ${new Date(expiry).toISOString()}: log in again${clock}`;
  return `the server does not accept the credentials: log in again, or look at the user of the context${clock}`;
}

/** Reads JSON; whole numbers beyond 2^53 stay exact. Throws ApiError when it is none. */
export function parseAnswer(text: string, path: string): Json {
  try {
    // Our own reader is exact for large whole numbers but slower: it is asked only where there may be one.
    if (!/[:[,]\s*-?\d{16}/.test(text)) return JSON.parse(text) as Json;
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
export function toError(answer: RawAnswer, path: string, authorization: string): ApiError {
  const now = Date.now();
  const { status } = answer;
  const problem = PROBLEMS[status] ?? (status >= 500 ? 'unavailable' : 'bad-answer');
  const wait = problem === 'throttled' || problem === 'unavailable' ? retryAfterOf(answer, now) : undefined;
  const said = messageOf(answer).slice(0, MOST_SHOWN);
  const message =
    problem === 'unauthorized'
      ? whyUnauthorized(answer, authorization, now)
      : `${path}: ${status}${said === '' ? '' : ` ${said}`}`;
  return new ApiError(problem, message, { status, ...(wait === undefined ? {} : { retryAfterMs: wait }) });
}
