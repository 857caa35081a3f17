export { resolveTenants, type Tenant, type TenantConflict, type Tenants, type TenantSpec } from './tenants.ts';
