export { type BootstrapChanges, compareWithBootstrap } from './bootstrap-changes.ts';
export { bootstrapRbac, findBootstrapRbac } from './bootstrap-rbac.ts';
