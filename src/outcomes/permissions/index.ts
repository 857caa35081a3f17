export { minimalRoles, type RoleOrder } from './minimal-role.ts';
