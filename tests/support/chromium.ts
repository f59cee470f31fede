import { existsSync } from 'node:fs';
import process from 'node:process';
import { chromium } from '@playwright/test';

/** Debian's package first: it is what the project's machines have, and it needs no download from outside the registry. */
const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const CHROMIUM_INSTALL = 'apt-get install chromium, or: npx playwright install chromium';

/** The path of a Chromium on this machine, or null where there is none. */
export function findChromium(): string | null {
  return [...SYSTEM_PATHS, chromium.executablePath()].find((path) => existsSync(path)) ?? null;
}

/** Nothing of the browser's own may reach for the network; a sandbox needs an account other than root. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])
];

/** Options for Playwright's launch(). @throws Error with the line what to install */
export function chromiumLaunch(): { executablePath: string; args: string[] } {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(`No Chromium on this machine: ${CHROMIUM_INSTALL}`);
  return { executablePath, args: [...CHROMIUM_ARGS] };
}
