import type { ForgeKind } from '../api/operations/project.generated.js';

/** Forges as their users call them. */
export const FORGE_NAMES: Readonly<Record<ForgeKind, string>> = {
  GITHUB: 'GitHub',
  GITLAB: 'GitLab',
  GITEA: 'Gitea or Forgejo',
};
