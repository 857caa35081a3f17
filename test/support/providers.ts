export { PROVIDERS } from '../../src/apps/cli/providers.ts';
