export { canRequest, secondChecksOf } from './can-request.ts';
export type { Gate } from './gates.ts';
export type {
  ApiRequest,
  CheckPurpose,
  Impersonation,
  RequestCheck,
  RequestContext,
  RequestVerdict,
  ServedResource,
} from './types.ts';
