export type * from './types.ts';
export { ACCESS_REVIEW_API_VERSION } from './types.ts';
export { buildAccessReview, type ReviewInput } from './build-report.ts';
export { renderReview, type ReviewLayout } from './render-terminal.ts';
export { writeReviewCsv } from './write-csv.ts';
export { renderReviewPage } from './page/index.ts';
