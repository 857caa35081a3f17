import type { ActiveCheck, Check, Profile } from '../../engines/posture/index.ts';
import type { CheckSettings } from './types.ts';

function defaultsOf(check: Check): ActiveCheck['options'] {
  return Object.fromEntries(Object.entries(check.meta.options).map(([name, spec]) => [name, spec.default]));
}

/** Whether a check runs: as the settings say, else when the profile has it or the settings speak of it. */
function isOn(inProfile: boolean, own: CheckSettings | undefined): boolean {
  return own === undefined ? inProfile : (own.enabled ?? true);
}

/** Which checks run, with which severity and options: the check's defaults, then the profile, then the user's settings, which may also add a check. */
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
