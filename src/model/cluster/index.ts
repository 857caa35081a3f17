export type * from './types.ts';
export * from './refs.ts';
export * from './worlds.ts';
export * from './cluster.ts';
export * from './edit.ts';
export * from './objects.ts';
export * from './changes.ts';
export * from './diff.ts';
export * from './snapshot.ts';
