/** Why commands on remotes are refused (M3). */
import type { Refusal } from '../../model/refusal.js';

export const remoteNotFound = (projectId: string): Refusal => ({
  kind: 'not-found',
  code: 'NOT_FOUND',
  message: `Project "${projectId}" has no remote; setProjectRemote sets one.`,
  retryable: false,
  path: ['input', 'projectId'],
});

/** `fault`: what is wrong with the address, such as "must be …"; it never holds the address. */
export const remoteUrlRefusal = (fault: string): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `url ${fault}.`,
  retryable: false,
  path: ['input', 'url'],
});
