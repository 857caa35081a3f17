export { identityOf } from './identity.ts';
export { type FakeProxy, startFakeProxy } from './proxy.ts';
export { type FakeApi, type FakeRequest, type FakeTls, type Fault, startFakeApi, type Trouble } from './server.ts';
export { type FakeResource, type FakeStore, POD_RESOURCES } from './store.ts';
