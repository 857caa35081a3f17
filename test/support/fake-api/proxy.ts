import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy that opens tunnels, as companies have them. */
export interface FakeProxy {
  readonly url: string;
  /** Where tunnels were asked for, with the login that came along. */
  readonly asked: readonly { readonly target: string; readonly login: string }[];
  stop(): Promise<void>;
}

/** Starts a proxy that answers each CONNECT with a status (and a tunnel for 200), or not at all. */
export async function startFakeProxy(answer: (login: string) => number | 'hang'): Promise<FakeProxy> {
  const asked: { target: string; login: string }[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const server = createServer();
  server.on('connection', keep);
  server.on('connect', (incoming, socket: Socket) => {
    const login = incoming.headers['proxy-authorization'] ?? '';
    asked.push({ target: incoming.url ?? '', login });
    const said = answer(login);
    if (said === 'hang') return;
    if (said !== 200) {
      socket.end(`HTTP/1.1 ${said} No\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = (incoming.url ?? '').split(':');
    const onward = keep(
      connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
