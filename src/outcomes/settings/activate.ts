import type { ActiveCheck, Check, Profile } from '../../engines/posture/index.ts';
import type { CheckSettings } from './types.ts';

function defaultsOf(check: Check): ActiveCheck['options'] {
  return Object.fromEntries(Object.entries(check.meta.options).map(([name, spec]) => [name, spec.default]));
}

/** Whether a check runs: as `enabled` says, else as the profile has it. A severity or an option says how a check runs, not that it does. */
function isOn(inProfile: boolean, own: CheckSettings | undefined): boolean {
  return own?.enabled ?? inProfile;
}

/**
 * Which checks run, with which severity and options: the check's defaults, then the profile, then the user's settings. Only `enabled: true` adds a check
 * to a profile, so that one file of settings serves several profiles and the Pod Security Standards stay word for word.
 */
export function activateChecks(
  checks: readonly Check[],
  profile: Profile,
  settings: Readonly<Record<string, CheckSettings>>,
): readonly ActiveCheck[] {
  return checks.flatMap((check) => {
    const { id } = check.meta;
    const entry = profile.checks[id] ?? profile.checks['*'];
    const own = settings[id];
    if (!isOn(entry !== undefined, own)) return [];
    const options = { ...defaultsOf(check), ...entry?.options, ...own?.options };
    return [{ check, severity: own?.severity ?? entry?.severity, options }];
  });
}
