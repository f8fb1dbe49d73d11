import { existsSync } from 'node:fs';
import { fail } from './say.mjs';

/** A Chromium or Chrome of this machine. */
export function findChromium() {
  const found = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find(path => path && existsSync(path));
  return (
    found ??
    fail(
      'No Chromium: install it (Debian: chromium), or set CHROMIUM_PATH to one, and run this again.',
    )
  );
}
