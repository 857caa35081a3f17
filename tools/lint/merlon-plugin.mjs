import { documentedExports } from './rules/documented-exports.mjs';
import { doors } from './rules/doors.mjs';
import { layers } from './rules/layers.mjs';
import { noEnum } from './rules/no-enum.mjs';
import { pure } from './rules/pure.mjs';

/** The house rules that no general rule expresses; plain JavaScript, because the linter loads plugins without a build on Node 20. */
const plugin = {
  meta: { name: 'merlon' },
  rules: { 'documented-exports': documentedExports, doors, layers, 'no-enum': noEnum, pure },
};

export default plugin;
