import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';

/** One request beyond its method and path. */
export interface RequestOptions {
  /** Sent as JSON, or as it is when it is a text. */
  readonly body?: Json | string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Default application/json. */
  readonly contentType?: string;
}

/** What came back. `body` is parsed where it is JSON, else the text. */
export interface TestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Json;
}

/** A client of the test control plane: plain requests, nothing of what is tested. */
export interface TestClient {
  readonly request: (method: string, path: string, options?: RequestOptions) => Promise<TestResponse>;
  /** Like `request`, but throws unless the status is 2xx, and gives the body. */
  readonly send: (method: string, path: string, options?: RequestOptions) => Promise<JsonObject>;
  /** Closes its connections. */
  readonly close: () => void;
}

/** How a client proves who it is. */
export interface ClientIdentity {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

type Identified = { readonly agent: Agent; readonly token: string | undefined };

function headersOf(options: RequestOptions, token: string | undefined): OutgoingHttpHeaders {
  return {
    accept: 'application/json',
    ...(options.body === undefined ? {} : { 'content-type': options.contentType ?? 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...options.headers,
  };
}

function payloadOf({ body }: RequestOptions): string | undefined {
  return body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
}

function ask(
  target: URL,
  method: string,
  options: RequestOptions,
  { agent, token }: Identified,
): Promise<TestResponse> {
  return new Promise((resolve, reject) => {
    const answer = (incoming: IncomingMessage, body: Json): void =>
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
    const outgoing = httpsRequest(target, { method, agent, headers: headersOf(options, token) }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => answer(incoming, parse(Buffer.concat(chunks).toString())));
    });
    outgoing.on('error', reject);
    // A switch of protocols (exec by WebSocket) is an answer too.
    outgoing.on('upgrade', (incoming, socket) => {
      socket.destroy();
      answer(incoming, '');
    });
    outgoing.end(payloadOf(options));
  });
}

/** Opens a client with connections that stay open. */
export function openClient(url: string, identity: ClientIdentity): TestClient {
  const { ca, cert, key, token } = identity;
  const agent = new Agent({ keepAlive: true, maxSockets: 32, ca, ...(cert === undefined ? {} : { cert, key }) });
  const request: TestClient['request'] = (method, path, options = {}) => {
    const target = new URL(path, url);
    for (const [name, value] of Object.entries(options.query ?? {})) target.searchParams.append(name, value);
    return ask(target, method, options, { agent, token });
  };
  return {
    request,
    async send(method, path, options) {
      const { status, body } = await request(method, path, options);
      if (status < 200 || status > 299 || !isObject(body))
        throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)?.slice(0, 2000)}`);
      return body;
    },
    close: () => agent.destroy(),
  };
}
