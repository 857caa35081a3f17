export { checkFields, type FieldCheck, isKnownField, trimUnknown } from './check-fields.ts';
export { kindsOfTable } from './table.ts';
