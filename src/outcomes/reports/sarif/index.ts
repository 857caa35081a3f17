export { writeSarifReport } from './write-sarif.ts';
