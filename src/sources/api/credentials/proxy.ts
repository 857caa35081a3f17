import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

function read(env: Environment, name: string): string {
  return env[name] ?? env[name.toLowerCase()] ?? '';
}

function isInRange(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/');
  const family = isIP(network);
  const size = Number(bits);
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits) || size > (family === 4 ? 32 : 128))
    return false;
  const list = new BlockList();
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(network, size, kind);
  return list.check(host, kind);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || isInRange('127.0.0.0/8', host);
}

function splitPort(entry: string): readonly [string, string] {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry);
  if (bracketed !== null) return [bracketed[1] ?? '', bracketed[2] ?? ''];
  const parts = entry.split(':');
  return parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : [entry, ''];
}

/** Whether an entry of NO_PROXY means a host: `*`, an address or range, a domain with all below it, `.domain` for those below only; each with a port or without. */
function excludes(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInRange(entry, host);
  const [name, wantedPort] = splitPort(entry);
  if (wantedPort !== '' && wantedPort !== port) return false;
  if (isIP(name) !== 0 || isIP(host) !== 0) return name === host;
  const domain = name.startsWith('*.') ? name.slice(1) : name;
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

/**
 * The proxy that the environment names for a server, or undefined: HTTPS_PROXY (HTTP_PROXY for http) unless NO_PROXY names the host; never for loopback.
 * The rules are those of golang.org/x/net/http/httpproxy, which kubectl follows.
 */
export function proxyFromEnvironment(server: string, env: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(server);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const wanted = read(env, protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY');
  if (wanted === '' || isLoopback(host)) return undefined;
  const number = port === '' ? (protocol === 'http:' ? '80' : '443') : port;
  const entries = read(env, 'NO_PROXY')
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.some((entry) => excludes(entry, host, number))) return undefined;
  return wanted.includes('://') ? wanted : `http://${wanted}`;
}
