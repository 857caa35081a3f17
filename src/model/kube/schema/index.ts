export { checkFields, type FieldCheck, isKnownField, trimUnknown } from './check-fields.ts';
export { kindsOfTable, servedSince, tableHasGroup } from './table.ts';
