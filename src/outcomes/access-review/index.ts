export type * from './types.ts';
export { ACCESS_REVIEW_API_VERSION } from './types.ts';
