/** What the pushing to a remote does as a whole (M3), from its row and the refs that wait. */
import type { RemoteFacts, RemotePushState } from '../../model/remote.js';

export function pushStateOf(
  { pushId, nextAttemptAt }: Pick<RemoteFacts, 'pushId' | 'nextAttemptAt'>,
  { due, failing, conflicts }: { readonly due: number; readonly failing: boolean; readonly conflicts: number },
  now: Date,
): RemotePushState {
  // A push whose lease is over was left by a server that died.
  if (pushId !== null && nextAttemptAt > now) return 'PUSHING';
  if (due > 0) return failing ? 'FAILING' : 'DUE';
  return conflicts > 0 ? 'CONFLICT' : 'IDLE';
}
