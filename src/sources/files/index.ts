export { takeText, type TextSource } from './documents.ts';
export { displayPath } from './paths.ts';
export { settle } from './settle.ts';
export { takeFile, takeStdin } from './take-file.ts';
export { findTargets, type Target, type Targets } from './targets.ts';
