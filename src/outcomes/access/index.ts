export { describeGrants, type HeldRole, renderCan } from './can.ts';
export {
  ACCESS_API_VERSION,
  ACCESS_KINDS,
  type DescribedChain,
  describeBinding,
  describeChain,
  describeGaps,
  describeObject,
  describeRequest,
  describeRole,
  describeRule,
  type Link,
  showLink,
  showObject,
  showRule,
} from './describe.ts';
export {
  orderHolders,
  type RealAnswer,
  renderWhoCan,
  renderWhy,
  showUser,
  type ShownHolder,
  type ShownMiss,
  type WhyAnswer,
} from './render.ts';
export { writeHeldCsv, writeHoldersCsv } from './write-csv.ts';
