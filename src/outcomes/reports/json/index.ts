export { REPORT_API_VERSION, writeJsonReport } from './write-json.ts';
