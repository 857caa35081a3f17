import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isObject, type JsonObject, stringifyJson } from '../../../src/model/json.ts';
import { aggregated, unaggregated } from './discovery.ts';
import { createStore, type FakeResource, type FakeStore, POD_RESOURCES, type StoreEvent } from './store.ts';

/** A request as a fault sees it. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** How many requests there were before this one. */
  readonly index: number;
  readonly body: string;
}

/** What goes wrong with one request. */
export type Trouble =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body: string;
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'drip'; readonly everyMs: number }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  | { readonly kind: 'late'; readonly byMs: number }
  | { readonly kind: 'rewrite'; readonly change: (body: JsonObject) => JsonObject };

/** Decides what goes wrong with a request; undefined for nothing. */
export type Fault = (request: FakeRequest) => Trouble | undefined;

/** A fake API server that runs. */
export interface FakeApi {
  readonly url: string;
  readonly store: FakeStore;
  readonly requests: readonly FakeRequest[];
  /** Looked at in order, before every request; tests add and remove. */
  readonly faults: Fault[];
  /** Sends a bookmark on every open watch. */
  bookmark(): void;
  /** Ends open watches as a server does after their time. */
  endWatches(): void;
  /** Breaks every connection and listens no more. */
  kill(): Promise<void>;
  /** Listens on the same port again, with other keys where given. */
  restart(tls?: FakeTls): Promise<void>;
  stop(): Promise<void>;
}

/** The server's certificate and key as PEM. */
export interface FakeTls {
  readonly cert: string;
  readonly key: string;
}

/** How a fake server is made. */
export interface FakeOptions {
  readonly resources?: readonly FakeResource[];
  readonly tls?: FakeTls;
  /** Discovery as servers before 1.26 have it. */
  readonly oldDiscovery?: boolean;
  readonly version?: string;
}

const status = (code: number, reason: string, message: string): string =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message });

interface Target {
  readonly resource: FakeResource;
  readonly namespace: string | undefined;
}

function findTarget(resources: readonly FakeResource[], path: string): Target | undefined {
  for (const resource of resources) {
    const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
    if (path === `${root}/${resource.resource}`) return { resource, namespace: undefined };
    const match = new RegExp(`^${root}/namespaces/([^/]+)/${resource.resource}$`).exec(path);
    if (match !== null) return { resource, namespace: match[1] };
  }
  return undefined;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function tableOf(items: readonly JsonObject[]): JsonObject {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    columnDefinitions: [{ name: 'Name' }, { name: 'Type' }, { name: 'Data' }, { name: 'Age' }],
    rows: items.map((item) => ({
      cells: [
        isObject(item['metadata']) ? (item['metadata']['name'] ?? '') : '',
        item['type'] ?? '',
        Object.keys(isObject(item['data']) ? item['data'] : {}).length,
        '1d',
      ],
      object: { kind: 'PartialObjectMetadata', metadata: item['metadata'] },
    })),
  };
}

function listAnswer(store: FakeStore, { resource, namespace }: Target, request: FakeRequest): Answer {
  const limit = Number(request.query.get('limit') ?? '0');
  const page = store.page(resource, namespace, limit, request.query.get('continue') ?? '');
  if (page === undefined)
    return { status: 410, body: status(410, 'Expired', 'The provided continue parameter is too old') };
  const { group, version } = resource;
  const metadata = {
    resourceVersion: String(page.version),
    ...(page.token === '' ? {} : { continue: page.token }),
  };
  if (String(request.headers['accept'] ?? '').includes('as=Table'))
    return { status: 200, body: stringifyJson({ ...tableOf(page.items), metadata }) };
  const list = { kind: `${resource.kind}List`, apiVersion: group === '' ? version : `${group}/${version}` };
  return { status: 200, body: stringifyJson({ ...list, metadata, items: [...page.items] }) };
}

function answerOf(store: FakeStore, request: FakeRequest, options: FakeOptions): Answer {
  const { resources } = store;
  const { path } = request;
  if (path === '/version') return { status: 200, body: JSON.stringify({ gitVersion: options.version ?? 'v1.37.2' }) };
  if (path.startsWith('/api') && options.oldDiscovery !== true && (path === '/api' || path === '/apis'))
    return { status: 200, body: stringifyJson(aggregated(resources, path === '/api')) };
  const target = findTarget(resources, path);
  if (target !== undefined) return listAnswer(store, target, request);
  const found = unaggregated(resources, path);
  if (found !== undefined) return { status: 200, body: stringifyJson(found) };
  return { status: 404, body: status(404, 'NotFound', 'the server could not find the requested resource') };
}

const typeMeta = ({ group, version, kind }: FakeResource): JsonObject => ({
  kind,
  apiVersion: group === '' ? version : `${group}/${version}`,
});

function lineOf({ type, resource, object, version }: StoreEvent): string {
  // A deletion is told with the version of the deletion.
  const metadata = { ...(isObject(object['metadata']) ? object['metadata'] : {}), resourceVersion: String(version) };
  return `${stringifyJson({ type, object: { ...typeMeta(resource), ...object, metadata } })}\n`;
}

interface OpenWatch {
  readonly response: ServerResponse;
  readonly resource: FakeResource;
  readonly close: () => void;
}

function startWatch(store: FakeStore, target: Target, request: FakeRequest, response: ServerResponse): OpenWatch {
  const { resource, namespace } = target;
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.flushHeaders();
  const missed = store.since(resource, namespace, Number(request.query.get('resourceVersion')));
  const close = store.subscribe((event) => {
    const isOwn = event.resource === resource;
    const space = isObject(event.object['metadata']) ? event.object['metadata']['namespace'] : undefined;
    if (isOwn && !response.writableEnded && (namespace === undefined || space === namespace))
      response.write(lineOf(event));
  });
  if (missed === undefined) {
    close();
    response.end(
      `${JSON.stringify({ type: 'ERROR', object: JSON.parse(status(410, 'Expired', 'too old')) as unknown })}\n`,
    );
  }
  for (const event of missed ?? []) response.write(lineOf(event));
  return { response, resource, close };
}

async function spoil(trouble: Trouble, answer: Answer, response: ServerResponse): Promise<void> {
  switch (trouble.kind) {
    case 'answer':
      response.writeHead(trouble.status, trouble.headers).end(trouble.body);
      return;
    case 'hang':
      return;
    case 'drip':
      response.writeHead(answer.status, { 'Content-Type': 'application/json' });
      for (const byte of answer.body) {
        if (response.destroyed) return;
        response.write(byte);
        await sleep(trouble.everyMs);
      }
      response.end();
      return;
    case 'cut':
      response.writeHead(answer.status, { 'Content-Length': String(Buffer.byteLength(answer.body)) });
      response.write(answer.body.slice(0, trouble.afterBytes), () => response.socket?.destroy());
      return;
    case 'late':
      await sleep(trouble.byMs);
      response.writeHead(answer.status).end(answer.body);
      return;
    case 'rewrite': {
      const changed = trouble.change(JSON.parse(answer.body) as JsonObject);
      response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(stringifyJson(changed));
    }
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += (chunk as Buffer).toString();
  return text;
}

async function listen(server: Server | HttpsServer, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Everything that a running server keeps. */
interface Running {
  readonly store: FakeStore;
  readonly options: FakeOptions;
  readonly requests: FakeRequest[];
  readonly faults: Fault[];
  readonly watches: Set<OpenWatch>;
  readonly sockets: Set<Socket>;
}

async function take(incoming: IncomingMessage, running: Running): Promise<FakeRequest> {
  const { requests } = running;
  const url = new URL(incoming.url ?? '/', 'http://fake');
  const { method = 'GET', headers } = incoming;
  const index = requests.length;
  const request = { method, path: url.pathname, query: url.searchParams, headers, index, body: '' };
  requests.push(request);
  const whole: FakeRequest = { ...request, body: await readBody(incoming) };
  requests[index] = whole;
  return whole;
}

async function handle(incoming: IncomingMessage, response: ServerResponse, running: Running): Promise<void> {
  const { store, watches, faults, options } = running;
  const request = await take(incoming, running);
  const trouble = faults.map((fault) => fault(request)).find((one) => one !== undefined);
  if (trouble !== undefined) return spoil(trouble, answerOf(store, request, options), response);
  const target = request.query.get('watch') === 'true' ? findTarget(store.resources, request.path) : undefined;
  if (target === undefined) {
    const answer = answerOf(store, request, options);
    response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(answer.body);
    return undefined;
  }
  const watch = startWatch(store, target, request, response);
  watches.add(watch);
  response.once('close', () => {
    watch.close();
    watches.delete(watch);
  });
}

function makeServer(running: Running, tls: FakeTls | undefined): Server | HttpsServer {
  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    handle(incoming, response, running).catch(() => response.destroy());
  };
  const made = tls === undefined ? createHttp(listener) : createHttps({ ...tls }, listener);
  made.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    running.sockets.add(socket);
    socket.once('close', () => running.sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  return made;
}

/** Starts a fake API server on a free port of loopback. */
export async function startFakeApi(options: FakeOptions = {}): Promise<FakeApi> {
  const store = createStore(options.resources ?? POD_RESOURCES);
  const running: Running = {
    store,
    options,
    requests: [],
    faults: [],
    watches: new Set(),
    sockets: new Set(),
  };
  const { watches, sockets, requests, faults } = running;
  let server = makeServer(running, options.tls);
  const port = await listen(server, 0);
  const kill = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    store,
    requests,
    faults,
    bookmark() {
      const metadata = { resourceVersion: String(store.version) };
      for (const { response, resource } of watches)
        response.write(`${JSON.stringify({ type: 'BOOKMARK', object: { ...typeMeta(resource), metadata } })}\n`);
    },
    endWatches() {
      for (const { response } of watches) response.end();
    },
    kill,
    async restart(tls = options.tls) {
      server = makeServer(running, tls);
      await listen(server, port);
    },
    stop: kill,
  };
}
