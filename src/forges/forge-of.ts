/** The adapter of a forge (M3). */
import { gitea } from './adapters/gitea.js';
import { gitHub } from './adapters/github.js';
import { gitLab } from './adapters/gitlab.js';
import type { Forge } from './forge.js';
import type { ForgeClient } from './forge-client.js';

const ADAPTERS = { GITHUB: gitHub, GITLAB: gitLab, GITEA: gitea } as const;

export const forgeOf = (client: ForgeClient): Forge => ADAPTERS[client.place.kind](client);
