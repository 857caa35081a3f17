export { type RbacOptions, runRbacPrint } from './run-rbac.ts';
