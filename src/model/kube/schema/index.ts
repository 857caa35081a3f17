export { checkFields, type FieldCheck, trimUnknown } from './check-fields.ts';
export { kindsOfTable } from './table.ts';
