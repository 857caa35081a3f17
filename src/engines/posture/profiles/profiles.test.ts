import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../catalogue.ts';
import { CHECKS } from '../checks/index.ts';
import { PROFILES } from './index.ts';

const KNOWN = new Map(CHECKS.map((check) => [check.meta.id, check.meta]));

describe.each(PROFILES.map((profile) => [profile.id, profile] as const))('profile %s', (_id, profile) => {
  it('names checks that exist, with options that they have', () => {
    for (const [id, { options = {} }] of Object.entries(profile.checks)) {
      if (id === '*') continue;
      expect(KNOWN.has(id), id).toBe(true);
      for (const [name, value] of Object.entries(options)) {
        const spec = KNOWN.get(id)?.options[name];
        const allowed = spec?.type === 'string' ? (spec.values ?? [value]) : [value];
        expect(allowed, `${id}.${name}`).toContain(value);
        expect(typeof value, `${id}.${name}`).toBe(typeof spec?.default);
      }
    }
  });

  it('says why it leaves out what it leaves out, of what the catalogue knows', () => {
    const rows = new Set(CATALOGUE.map((row) => row.id));
    for (const [id, reason] of Object.entries(profile.omitted)) {
      expect(rows.has(id), id).toBe(true);
      expect(reason.length, id).toBeGreaterThan(10);
      expect(profile.checks[id], id).toBeUndefined();
    }
  });
});

describe('profiles', () => {
  it.each(['recommended', 'strict'])('%s decides on every check there is', (id) => {
    const profile = PROFILES.find((one) => one.id === id);
    const undecided = CHECKS.map(({ meta }) => meta.id).filter(
      (check) => profile?.checks[check] === undefined && profile?.omitted[check] === undefined,
    );
    expect(undecided).toEqual([]);
  });

  it('are sorted by id', () => {
    expect(PROFILES.map(({ id }) => id)).toEqual(PROFILES.map(({ id }) => id).toSorted());
  });
});
