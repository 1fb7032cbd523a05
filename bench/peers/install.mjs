/** Installs the peers beside this file, from their own lock file; with everything there it does nothing. `node bench/peers/install.mjs` */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { install, installReason } from '../../scripts/launcher/install.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const reason = installReason(folder);
if (reason !== null) {
  console.error(`bench: installing the peers (${reason}) …`);
  // Who has no network learns it at once.
  process.env.npm_config_fetch_retries ??= '0';
  try {
    await install(folder);
  } catch {
    console.error(
      'The peers could not be installed; npm says why above. They come from the registry that npm is set to, or from its cache: without a network, leave out --peers.',
    );
    process.exitCode = 1;
  }
}
