export { nearestName, didYouMean } from './nearest.ts';
