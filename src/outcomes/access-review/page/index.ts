export { renderReviewPage } from './render-page.ts';
