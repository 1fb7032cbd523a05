/** The browser of this machine, for specs that look at a page. */
import { existsSync } from 'node:fs';

/** Its program; undefined: there is none, and such specs are skipped. */
export const BROWSER: string | undefined = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path));
