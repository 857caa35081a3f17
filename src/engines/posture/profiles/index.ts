import type { Severity } from '../../../model/verdicts/index.ts';
import all from './all.json' with { type: 'json' };
import pssBaseline from './pss-baseline.json' with { type: 'json' };
import pssRestricted from './pss-restricted.json' with { type: 'json' };
import recommended from './recommended.json' with { type: 'json' };
import strict from './strict.json' with { type: 'json' };

/** How a profile wants one check: another severity, other options. */
export interface ProfileEntry {
  readonly severity?: Severity;
  readonly options?: Readonly<Record<string, boolean | number | string | readonly string[]>>;
}

/** A named choice of checks. A check that is not in `checks` is off; `omitted` says why, for checks that a reader may miss. */
export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  /** By check id, or `*` for every check there is. */
  readonly checks: Readonly<Record<string, ProfileEntry>>;
  readonly omitted: Readonly<Record<string, string>>;
}

/** All profiles, sorted by id; `recommended` is the default. */
export const PROFILES: readonly Profile[] = [
  all,
  pssBaseline,
  pssRestricted,
  recommended,
  strict,
] as readonly Profile[];
