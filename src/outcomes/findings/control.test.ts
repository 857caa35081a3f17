import { describe, expect, it } from 'vitest';
import { CHECKS, PROFILES } from '../../engines/posture/index.ts';
import { podSecurityControls } from '../../model/kube/index.ts';
import { controlOf } from './control.ts';

describe('controlOf', () => {
  it.each([
    [['baseline/privileged'], 'pss-baseline', 37, 'privileged'],
    [['baseline/privileged'], 'pss-restricted', 37, 'privileged'],
    [['baseline/privileged'], 'recommended', 37, undefined],
    [['restricted/runAsNonRoot'], 'pss-baseline', 37, undefined],
    [['baseline/hostPathVolumes'], 'pss-restricted', 37, 'restrictedVolumes'],
    [['baseline/capabilities_baseline'], 'pss-restricted', 21, 'capabilities_baseline'],
    [['baseline/capabilities_baseline'], 'pss-restricted', 22, 'capabilities_restricted'],
    [['restricted/capabilities_restricted'], 'pss-restricted', 21, undefined],
    [['baseline/procMount', 'restricted/procMount_restricted'], 'pss-restricted', 34, 'procMount'],
    [['baseline/procMount', 'restricted/procMount_restricted'], 'pss-restricted', 35, 'procMount_restricted'],
    [[], 'pss-restricted', 37, undefined],
  ])('%j under %s at 1.%i: %s', (pss, profile, minor, wanted) => {
    expect(controlOf({ ids: { pss } }, profile, minor)).toBe(wanted);
  });

  it.each(['baseline', 'restricted'] as const)(
    'names every control of the level %s through the checks of its profile',
    (level) => {
      const profile = PROFILES.find(({ id }) => id === `pss-${level}`);
      const used = CHECKS.filter(({ meta }) => profile?.checks[meta.id] !== undefined);
      const named = new Set(used.map(({ meta }) => controlOf(meta, `pss-${level}`, 37)));
      for (const { id } of podSecurityControls(level, 37)) expect(named, id).toContain(id);
    },
  );
});
