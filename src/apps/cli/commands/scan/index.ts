export { runScan, type ScanOptions } from './run-scan.ts';
