import { expect, test } from 'vitest';
import { proxyFromEnvironment } from './proxy.ts';

const PROXY = 'http://proxy.example:3128';

// The rules and most rows are those of golang.org/x/net/http/httpproxy.
test.each<[string, string, boolean]>([
  ['https://a.example', '', true],
  ['https://a.example', '*', false],
  ['https://a.example', 'a.example', false],
  ['https://a.example', 'A.Example', false],
  ['https://b.a.example', 'a.example', false],
  ['https://ba.example', 'a.example', true],
  ['https://a.example', '.a.example', true],
  ['https://b.a.example', '.a.example', false],
  ['https://a.example', '*.a.example', true],
  ['https://b.a.example', '*.a.example', false],
  ['https://a.example', 'a.example:443', false],
  ['https://a.example', 'a.example:6443', true],
  ['https://a.example:6443', 'a.example:6443', false],
  ['https://a.example:6443', 'a.example:443', true],
  ['https://a.example', ' x.example , a.example ', false],
  ['https://10.1.2.3', '10.0.0.0/8', false],
  ['https://11.1.2.3', '10.0.0.0/8', true],
  ['https://10.1.2.3', '10.1.2.3', false],
  ['https://10.1.2.3:6443', '10.1.2.3:443', true],
  ['https://10.1.2.3', '2.3', true],
  ['https://[fd00::1]', 'fd00::/8', false],
  ['https://[fd00::1]:6443', '[fd00::1]:6443', false],
  ['https://[fd00::1]', 'fd00::1', false],
  ['https://[fd00::1]', '10.0.0.0/8', true],
  ['https://10.1.2.3', '10.0.0.0/64', true],
  ['https://a.example', '10.0.0.0/8', true],
  ['https://localhost:6443', '', false],
  ['https://127.0.0.1:6443', '', false],
  ['https://[::1]:6443', '', false],
])('%s with NO_PROXY=%s: through the proxy is %s', (server, noProxy, isProxied) => {
  const found = proxyFromEnvironment(server, { HTTPS_PROXY: PROXY, NO_PROXY: noProxy });
  expect(found).toBe(isProxied ? PROXY : undefined);
});

test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
  ['https://a.example', {}, undefined],
  ['https://a.example', { https_proxy: PROXY }, PROXY],
  ['https://a.example', { HTTP_PROXY: PROXY }, undefined],
  ['http://a.example', { HTTP_PROXY: PROXY }, PROXY],
  ['http://a.example', { HTTPS_PROXY: PROXY }, undefined],
  ['https://a.example', { HTTPS_PROXY: 'proxy.example:3128' }, PROXY],
  ['https://a.example', { HTTPS_PROXY: 'socks5://proxy.example:1080' }, 'socks5://proxy.example:1080'],
  ['https://a.example', { HTTPS_PROXY: PROXY, no_proxy: 'a.example' }, undefined],
])('%s with %o: %s', (server, env, proxy) => {
  expect(proxyFromEnvironment(server, env)).toBe(proxy);
});
