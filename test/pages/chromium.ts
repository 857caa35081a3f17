import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** Where Chromium is: as `CHROMIUM_PATH` says, else where distributions put it; undefined where there is none. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'] ?? '';
  return [...(named === '' ? [] : [named]), ...PLACES].find((file) => existsSync(file));
}
