export { type BootstrapChanges, compareWithBootstrap, isAsShipped, isUnchanged } from './bootstrap-changes.ts';
export { bootstrapRbac, findBootstrapRbac, knowsBootstrap } from './bootstrap-rbac.ts';
