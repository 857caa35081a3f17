export { checkFields, type FieldCheck, isKnownField, trimUnknown } from './check-fields.ts';
export { kindsOfTable, OLDEST_FIELDS, scopesOfTable, servedSince, tableHasGroup } from './table.ts';
