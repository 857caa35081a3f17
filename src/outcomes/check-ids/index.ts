export { type CheckIds, idsOf, isKnownAs, namesHere, normaliseId } from './check-ids.ts';
