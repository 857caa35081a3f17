import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../../../model/json.ts';
import type { Identity } from '../credentials/index.ts';
import { parseAnswer, type RawAnswer, toError } from './answers.ts';
import { ApiError, isPassing } from './errors.ts';
import { openTransport, type Transport, type WireRequest } from './transport.ts';

/** How a connection behaves; everything has a default. */
export interface ConnectionOptions {
  /** Sent as User-Agent. */
  readonly userAgent: string;
  /** Longest time for one answer, in milliseconds; default 30,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Longest time for one request with all its repetitions, in milliseconds; default 120,000. */
  readonly deadlineMs?: number | undefined;
  /** Requests per second; default 50, with as many at once after a pause. */
  readonly requestsPerSecond?: number | undefined;
  /** Largest answer, in bytes; default 256 MiB. */
  readonly maxBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was asked of the server so far. */
export interface RequestCounts {
  requests: number;
  bytes: number;
  retries: number;
}

/** Reads from one API server, and asks reviews of it; it cannot change anything. */
export interface Connection {
  readonly identity: Identity;
  readonly counts: Readonly<RequestCounts>;
  /** GETs JSON; `patienceMs` is a deadline of its own, with 0 it is asked once. Throws ApiError. */
  get(path: string, options?: { readonly accept?: string; readonly patienceMs?: number | undefined }): Promise<Json>;
  /** POSTs a review (`selfsubjectaccessreviews` and the like: nothing is stored). Throws ApiError, also for any other path. */
  review(path: string, body: Json): Promise<Json>;
  /** Opens a watch; it is tried once, since whoever watches has patience of their own. Throws ApiError. */
  stream(
    path: string,
    options: { readonly silenceMs: number; readonly signal?: AbortSignal },
  ): Promise<IncomingMessage>;
  /** Ends everything that is under way. */
  close(): void;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 15_000;
const MIB = 1024 * 1024;
/** Reviews are answered and not stored, though they are POSTed. */
const REVIEW =
  /^\/apis\/(?:authorization|authentication)\.k8s\.io\/v\d[a-z0-9]*\/(?:namespaces\/[^/]+\/)?(?:local|self)?subject(?:access|rules)?reviews$/;

/** Lets through so many calls per second on average, as many at once after a pause. */
function createLimiter(perSecond: number): (signal: AbortSignal | undefined) => Promise<void> {
  let next = 0;
  return async (signal) => {
    const now = performance.now();
    const step = 1000 / perSecond;
    next = Math.max(next, now - 1000) + step;
    const wait = next - now;
    if (wait > 0) await sleep(wait, undefined, signal === undefined ? {} : { signal });
  };
}

/** The transport of the moment, replaced when the server does not know us any more. */
interface Holder {
  /** Ends with the connection. */
  readonly signal: AbortSignal;
  transport: Promise<Transport> | undefined;
}

function transportOf(holder: Holder, identity: Identity, fresh = false): Promise<Transport> {
  holder.transport ??= openTransport(identity, fresh, holder.signal).catch((error: unknown) => {
    holder.transport = undefined;
    throw error;
  });
  return holder.transport;
}

/** The next transport after one that the server refused; for all requests that it refused together there is one. */
function renew(holder: Holder, identity: Identity, old: Promise<Transport>): Promise<Transport> {
  if (holder.transport === old) {
    old.then(
      (transport) => transport.retire(),
      () => undefined,
    );
    holder.transport = undefined;
  }
  return transportOf(holder, identity, true);
}

function waitBefore(attempt: number, error: ApiError): number {
  if (error.retryAfterMs !== undefined) return error.retryAfterMs;
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  // Half of it by chance, so that many clients do not come back together.
  return most / 2 + Math.random() * (most / 2);
}

function givenUp(error: ApiError, deadlineMs: number): ApiError {
  const message = `${error.message} (given up after ${Math.round(deadlineMs / 1000)} s)`;
  return new ApiError(error.problem, message, { cause: error });
}

interface Sending {
  readonly identity: Identity;
  readonly holder: Holder;
  readonly counts: RequestCounts;
  readonly limit: (signal: AbortSignal | undefined) => Promise<void>;
  readonly deadlineMs: number;
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Sends once, and once more with fresh credentials when the server does not know us. */
async function attempt<T>(
  sending: Sending,
  request: WireRequest,
  send: (transport: Transport) => Promise<T>,
): Promise<T> {
  const transport = transportOf(sending.holder, sending.identity);
  try {
    // A plugin may wait for a login that nobody gives.
    return await send(await unlessAborted(transport, request.signal));
  } catch (error) {
    const isRefused = error instanceof ApiError && (error.problem === 'unauthorized' || error.problem === 'tls');
    if (!isRefused) throw error;
    request.signal?.throwIfAborted();
    return send(await unlessAborted(renew(sending.holder, sending.identity, transport), request.signal));
  }
}

/** Sends until there is an answer that stands, or the time is over. */
async function persist<T>(
  sending: Sending,
  request: WireRequest,
  send: (transport: Transport) => Promise<T>,
): Promise<T> {
  const end = performance.now() + sending.deadlineMs;
  for (let tries = 0; ; tries++) {
    await sending.limit(request.signal);
    sending.counts.requests++;
    try {
      return await attempt(sending, request, send);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (!(error instanceof ApiError) || !isPassing(error)) throw error;
      const wait = waitBefore(tries, error);
      if (performance.now() + wait > end) throw sending.deadlineMs === 0 ? error : givenUp(error, sending.deadlineMs);
      sending.counts.retries++;
      await sleep(wait, undefined, request.signal === undefined ? {} : { signal: request.signal });
    }
  }
}

async function sendOnce(transport: Transport, request: WireRequest): Promise<RawAnswer> {
  const answer = await transport.send(request);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw toError(answer, request.path, transport.credentials);
}

async function streamOnce(transport: Transport, request: WireRequest, silenceMs: number): Promise<IncomingMessage> {
  const opened = await transport.stream(request, silenceMs);
  if ('incoming' in opened) return opened.incoming;
  throw toError(opened, request.path, transport.credentials);
}

/** A signal that comes with any of several; every request that is under way listens to it. */
function anyOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const any = AbortSignal.any(signals.filter((signal) => signal !== undefined));
  setMaxListeners(0, any);
  return any;
}

/** Opens a connection to the cluster of an identity; nothing is sent before something is asked. */
export function openConnection(identity: Identity, options: ConnectionOptions): Connection {
  const { requestTimeoutMs = 30_000, deadlineMs = 120_000, maxBytes = 256 * MIB } = options;
  const closing = new AbortController();
  const signal = anyOf(closing.signal, options.signal);
  const holder: Holder = { transport: undefined, signal };
  const counts: RequestCounts = { requests: 0, bytes: 0, retries: 0 };
  const limit = createLimiter(options.requestsPerSecond ?? 50);
  const sending: Sending = { identity, holder, counts, limit, deadlineMs };
  const wire = (path: string, accept: string): WireRequest => ({
    method: 'GET',
    path,
    headers: { Accept: accept, 'User-Agent': options.userAgent },
    timeoutMs: requestTimeoutMs,
    maxBytes,
    signal,
  });
  const ask = async (request: WireRequest, patienceMs = deadlineMs): Promise<Json> => {
    const patient = { ...sending, deadlineMs: Math.min(patienceMs, deadlineMs) };
    const { text } = await persist(patient, request, (transport) => sendOnce(transport, request));
    counts.bytes += text.length;
    return parseAnswer(text, request.path);
  };
  return {
    identity,
    counts,
    get: (path, { accept = 'application/json', patienceMs } = {}) => ask(wire(path, accept), patienceMs),
    async review(path, body) {
      if (!REVIEW.test(path)) throw new ApiError('bad-answer', `${path} is no review: nothing else is ever POSTed`);
      const get = wire(path, 'application/json');
      const headers = { ...get.headers, 'Content-Type': 'application/json' };
      return ask({ ...get, method: 'POST', headers, body: JSON.stringify(body) });
    },
    stream(path, { silenceMs, signal: own }) {
      const request = { ...wire(path, 'application/json'), signal: anyOf(signal, own) };
      return persist({ ...sending, deadlineMs: 0 }, request, (transport) => streamOnce(transport, request, silenceMs));
    },
    close() {
      closing.abort(new ApiError('unavailable', `the connection to ${identity.server} was closed`));
      holder.transport?.then(
        (transport) => transport.close(),
        () => undefined,
      );
    },
  };
}
