/** The remote of a project and its webhooks, in words. */
import type { ProjectConnectionsQuery } from '../../api/operations/project.generated.js';
import type { StateLook } from '../../parts/states.js';

type Project = NonNullable<ProjectConnectionsQuery['project']>;
export type ProjectRemote = NonNullable<Project['remote']>;
export type ProjectWebhook = Project['webhooks'][number];
type Push = ProjectRemote['push'];

export const PUSH_LOOKS: Readonly<Record<Push['state'], StateLook>> = {
  IDLE: { sign: '✓', tone: 'good', word: 'Everything is pushed' },
  DUE: { sign: '◔', tone: 'busy', word: 'A push is due' },
  PUSHING: { sign: '↻', tone: 'busy', word: 'Pushing' },
  FAILING: { sign: '✕', tone: 'bad', word: 'Pushes fail' },
  CONFLICT: { sign: '✕', tone: 'bad', word: 'Conflict' },
};

/** What the fault means, and what to do. */
export const FAULT_WORDS: Readonly<Record<NonNullable<Push['lastFault']>, string>> = {
  CREDENTIALS: 'The remote accepts no credentials that the server has: correct the file of credentials.',
  UNREACHABLE: 'There was no connection, or the remote is out of order.',
  TIMEOUT: 'The remote took too long.',
  REDIRECT: 'The repository has moved: set its new address.',
  NOT_FOUND: 'There is no such repository, or the credentials do not show it.',
  UNTRUSTED: 'Its certificate or host key is not known to the server.',
  REFUSED: 'The remote does not take the ref: a protected branch, a hook, or rights of the token.',
  CONFLICT: 'Somebody else moved the ref on the remote: free it there, then try again.',
  LOCAL: 'The repository of the project cannot be read, or does not have the commit any more.',
  CONFIGURATION: 'The settings of the server do not allow it: the protocol, or the file of credentials.',
  OTHER: 'Git failed for another reason.',
};

export const CREDENTIAL_WORDS: Readonly<Record<ProjectRemote['credentials']['kinds'][number], string>> = {
  APP: 'an app of GitHub',
  PASSWORD: 'user and password',
  SSH_KEY: 'a key of ssh',
  TOKEN: 'a token',
};

/** Whether a push waits that can be tried now. */
export const canRetry = ({ state, failures }: Push): boolean =>
  state === 'FAILING' || state === 'CONFLICT' || (state === 'DUE' && failures > 0);

export function webhookLook({ enabled, pausedUntil }: ProjectWebhook, now: number): StateLook {
  if (!enabled) return { sign: '‖', tone: 'warn', word: 'Disabled' };
  if (pausedUntil !== null && Date.parse(pausedUntil) > now) return { sign: '◔', tone: 'idle', word: 'Paused' };
  return { sign: '✓', tone: 'good', word: 'Enabled' };
}

export const DISABLED_WORDS: Readonly<Record<NonNullable<ProjectWebhook['disabledReason']>, string>> = {
  GONE: 'its receiver answered 410 (gone)',
  OPERATOR: 'by an operator',
};

/** As on the wire: RUN_ENDED is `run.ended`. */
export const eventName = (type: ProjectWebhook['eventTypes'][number]): string => type.toLowerCase().replace('_', '.');
