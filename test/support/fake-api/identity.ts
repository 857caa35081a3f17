import type { Credentials, Identity } from '../../../src/sources/api/credentials/index.ts';
import type { FakeApi } from './server.ts';

/** Someone who may do everything, and what is different about them. */
export function identityOf(
  api: Pick<FakeApi, 'url'>,
  more: Partial<Identity> & { readonly tls?: Credentials['tls'] } = {},
): Identity {
  const { tls = {}, ...rest } = more;
  return {
    name: 'fake',
    server: api.url,
    namespace: undefined,
    proxy: undefined,
    insecure: false,
    credentials: () => Promise.resolve({ headers: { Authorization: 'Bearer good' }, tls }),
    ...rest,
  };
}
