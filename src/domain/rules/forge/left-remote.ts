/** A change that was requested for a remote that is no longer its project's (M3): nothing is pushed there any more. */
import type { PromotionChangeFacts } from '../../model/promotion-change.js';
import type { RemoteFacts } from '../../model/remote.js';

/**
 * Why the change can no longer be opened where it was requested, and what to do; null: it can. `remote` is the project's
 * of now; null: it has none.
 */
export function leftRemote(
  { remote: url, forge, projectId }: Pick<PromotionChangeFacts, 'remote' | 'forge' | 'projectId'>,
  remote: Pick<RemoteFacts, 'url' | 'forge'> | null,
): string | null {
  if (remote?.url === url && remote.forge === forge) return null;
  const since = `since this was requested for ${url}`;
  if (remote === null)
    return `The remote of project "${projectId}" was removed ${since}: set one (setProjectRemote), then promote the run again.`;
  if (remote.url !== url)
    return `The remote of project "${projectId}" has become another one, ${remote.url}, ${since}: promote the run again.`;
  return `The forge of project "${projectId}" has become ${remote.forge ?? 'none'} (it was ${forge}) ${since}: promote the run again.`;
}
