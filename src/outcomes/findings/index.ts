export { buildReport, type ReportContext } from './build-report.ts';
export { controlOf } from './control.ts';
export { matchesObject } from './exceptions.ts';
export { findIdleSettings } from './idle-settings.ts';
export { type FindPlatform, findPlatforms, NO_PLATFORM } from './platform.ts';
export { type FindPlace, findPlaces } from './places.ts';
export { shorten, showValue } from './message.ts';
export { createTallyMemory, type TallyMemory } from './tally-memory.ts';
export type * from './types.ts';
