export type * from './access.ts';
export type * from './types.ts';
export { createFactRegistry } from './registry.ts';
export { createFacts, type FactStore } from './store.ts';
export { type Allowed, openView, UndeclaredReadError } from './view.ts';
export { freeName, POLICY } from './free-policy-name.ts';
