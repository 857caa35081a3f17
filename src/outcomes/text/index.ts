export { clean, cut, displayWidth, fit, pad, wrapText } from './text.ts';
