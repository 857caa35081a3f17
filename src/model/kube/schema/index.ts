export { checkFields, type FieldCheck, isKnownField, trimUnknown } from './check-fields.ts';
export { kindsOfTable, scopesOfTable, servedSince, tableHasGroup } from './table.ts';
