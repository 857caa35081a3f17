import { describe, expect, it } from 'vitest';
import { didYouMean, nearestName } from './index.ts';

const NAMES = ['failOn', 'profile', 'exceptions', 'host-pid', 'host-ipc', 'kubernetesVersion'];

describe('nearestName', () => {
  it.each([
    ['failon', 'failOn'],
    ['profil', 'profile'],
    ['exemptions', 'exceptions'],
    ['kuberntesVersion', 'kubernetesVersion'],
    ['hots-pid', 'host-pid'],
    ['host-ipcc', 'host-ipc'],
    ['nothing-like-it', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ])('%s → %s', (written, wanted) => {
    expect(nearestName(written, NAMES)).toBe(wanted);
  });

  it('is a sentence or nothing', () => {
    expect(didYouMean('failon', NAMES)).toBe(' Did you mean "failOn"?');
    expect(didYouMean('zzz', NAMES)).toBe('');
  });
});
