export { nodeAuthorizer } from './node-authorizer.ts';
