/** The adapter of a forge (M3). */
import type { Forge } from './forge.js';
import type { ForgeClient } from './forge-client.js';
import { gitea } from './gitea.js';
import { gitHub } from './github.js';
import { gitLab } from './gitlab.js';

const ADAPTERS = { GITHUB: gitHub, GITLAB: gitLab, GITEA: gitea } as const;

export const forgeOf = (client: ForgeClient): Forge => ADAPTERS[client.place.kind](client);
