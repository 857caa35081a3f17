export { identityOf } from './identity.ts';
export { type FakeApi, type FakeRequest, type Fault, startFakeApi, type Trouble } from './server.ts';
export { type FakeResource, type FakeStore, POD_RESOURCES } from './store.ts';
