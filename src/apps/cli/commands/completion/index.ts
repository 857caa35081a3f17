export { runCompletion } from './run-completion.ts';
