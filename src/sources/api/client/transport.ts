import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Credentials, Identity } from '../credentials/index.ts';
import type { RawAnswer } from './answers.ts';
import { ApiError, fromProxy, fromTransport } from './errors.ts';

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

/** A way to one server with one set of credentials; connections stay open. */
export interface Transport {
  readonly credentials: Credentials;
  send(request: WireRequest): Promise<RawAnswer>;
  /** Opens a request whose answer goes on for long; ends with the signal, and when nothing came for `silenceMs`. An answer other than 200 is whole. */
  stream(request: WireRequest, silenceMs: number): Promise<{ readonly incoming: IncomingMessage } | RawAnswer>;
  /** Takes no new requests; those under way end as they would have. */
  retire(): void;
  close(): void;
}

const MOST_SOCKETS = 6;
const PROXY_TIMEOUT_MS = 30_000;

async function openAgent({ server, proxy }: Identity, tls: Credentials['tls'], sockets: number): Promise<HttpAgent> {
  const options = { ...tls, keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets };
  // For the way through the proxy only: what is asked of the server has its own patience.
  const proxied = { ...options, timeout: PROXY_TIMEOUT_MS };
  const isPlain = server.startsWith('http:');
  if (proxy === undefined) return isPlain ? new HttpAgent(options) : new HttpsAgent(options);
  if (proxy.startsWith('socks')) {
    const { SocksProxyAgent } = await import('socks-proxy-agent');
    return new SocksProxyAgent(proxy, proxied);
  }
  const { HttpProxyAgent, HttpsProxyAgent } = await import('hpagent');
  return isPlain ? new HttpProxyAgent({ ...proxied, proxy }) : new HttpsProxyAgent({ ...proxied, proxy });
}

function collect(incoming: IncomingMessage, request: WireRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= request.maxBytes) return;
      const most = Math.round(request.maxBytes / 1024 / 1024);
      reject(new ApiError('bad-answer', `what came back for ${request.path} is larger than ${most} MiB`));
      incoming.destroy();
    });
    incoming.on('error', reject);
    incoming.on('aborted', () => reject(new Error('the connection was lost in the middle of an answer')));
    incoming.on('end', () =>
      resolve({
        status: incoming.statusCode ?? 0,
        headers: incoming.headers,
        text: Buffer.concat(chunks).toString('utf8'),
      }),
    );
  });
}

interface Opened {
  readonly agent: HttpAgent;
  readonly credentials: Credentials;
  readonly server: string;
  readonly proxy: string | undefined;
}

function explain(error: unknown, { server, proxy }: Opened): ApiError {
  return (proxy === undefined ? undefined : fromProxy(error, proxy)) ?? fromTransport(error, server);
}

/** Sends a request and resolves with the answer's head; with `onRequest` the caller can end it. */
function open(
  request: WireRequest,
  opened: Opened,
  onRequest: (sent: ClientRequest) => void,
): Promise<IncomingMessage> {
  const url = new URL(opened.server + request.path);
  const start = url.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const headers: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries({ ...request.headers, ...opened.credentials.headers }))
      headers[name] = typeof value === 'string' ? value : [...value];
    const sent = start(url, { method: request.method, agent: opened.agent, headers, signal: request.signal }, resolve);
    sent.on('error', reject);
    onRequest(sent);
    sent.end(request.body);
  });
}

/** Runs what sends a request, and ends it when it takes too long, wherever it is stuck: a proxy may keep us waiting before there is a connection. */
async function withTimer<T>(
  late: ApiError,
  timeoutMs: number,
  run: (onRequest: (sent: ClientRequest) => void) => Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let sent: ClientRequest | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(late);
      sent?.destroy();
    }, timeoutMs);
  });
  try {
    return await Promise.race([run((request) => (sent = request)), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

async function sendWhole(request: WireRequest, opened: Opened): Promise<RawAnswer> {
  const { path, timeoutMs } = request;
  const late = new ApiError('timeout', `no answer to ${path} within ${timeoutMs / 1000} s`);
  try {
    // For the whole answer, not for silence: a server that drips a byte a second is no answer either.
    return await withTimer(late, timeoutMs, async (onRequest) =>
      collect(await open(request, opened, onRequest), request),
    );
  } catch (error) {
    request.signal?.throwIfAborted();
    throw explain(error, opened);
  }
}

async function openStream(
  request: WireRequest,
  opened: Opened,
  silenceMs: number,
): Promise<{ readonly incoming: IncomingMessage } | RawAnswer> {
  const { path, timeoutMs } = request;
  const late = new ApiError('timeout', `no answer to ${path} within ${timeoutMs / 1000} s`);
  try {
    return await withTimer(late, timeoutMs, async (onRequest) => {
      const incoming = await open(request, opened, onRequest);
      if (incoming.statusCode !== 200) return collect(incoming, request);
      incoming.setTimeout(silenceMs, () =>
        incoming.destroy(new ApiError('timeout', `nothing came from ${path} for ${silenceMs / 1000} s`)),
      );
      return { incoming };
    });
  } catch (error) {
    request.signal?.throwIfAborted();
    throw explain(error, opened);
  }
}

/** Closes connections that wait for work, and each other one when its answer is there. */
function retireAgent(agent: HttpAgent): void {
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}

/** Opens a transport with the credentials of the moment; `fresh` throws away what a plugin or provider had given before. */
export async function openTransport(identity: Identity, fresh: boolean, signal?: AbortSignal): Promise<Transport> {
  const credentials = await identity.credentials(fresh, signal);
  const { server, proxy } = identity;
  const opened = { agent: await openAgent(identity, credentials.tls, MOST_SOCKETS), credentials, server, proxy };
  // Streams keep their connection for long, so they have an agent without a bound of its own.
  const streaming = { ...opened, agent: await openAgent(identity, credentials.tls, Infinity) };
  return {
    credentials,
    send: (request) => sendWhole(request, opened),
    stream: (request, silenceMs) => openStream(request, streaming, silenceMs),
    retire() {
      retireAgent(opened.agent);
      retireAgent(streaming.agent);
    },
    close() {
      opened.agent.destroy();
      streaming.agent.destroy();
    },
  };
}
