export type * from './types.ts';
export { LEAST_PRIVILEGE_API_VERSION } from './types.ts';
export { buildLeastPrivilegeReport, type LeastPrivilegeInput, showTime } from './build-report.ts';
export { type LeastPrivilegeLayout, renderLeastPrivilege } from './render-terminal.ts';
export { writeLeastPrivilegeYaml } from './write-yaml.ts';
