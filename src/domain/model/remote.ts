/** Remotes (M3): where a project's runs are pushed to, and what became of each ref that is to be there. */

/** The kinds of forges that are spoken to besides git. */
export const FORGE_KINDS = ['GITHUB', 'GITLAB', 'GITEA'] as const;
export type ForgeKind = (typeof FORGE_KINDS)[number];

/** The transports that a remote may use; which of them are allowed is a setting. */
export const REMOTE_PROTOCOLS = ['https', 'ssh', 'http', 'file'] as const;
export type RemoteProtocol = (typeof REMOTE_PROTOCOLS)[number];

/** Due: to be pushed, or pushed again. Conflict: somebody else moved the ref; it waits for an operator or a newer commit. */
export const REF_PUSH_STATES = ['DUE', 'PUSHED', 'CONFLICT'] as const;
export type RefPushState = (typeof REF_PUSH_STATES)[number];

/** Why a push failed. */
export const PUSH_FAULTS = [
  'CREDENTIALS',
  'UNREACHABLE',
  'TIMEOUT',
  'REDIRECT',
  'NOT_FOUND',
  'UNTRUSTED',
  'REFUSED',
  'CONFLICT',
  'LOCAL',
  'CONFIGURATION',
  'OTHER',
] as const;
export type PushFault = (typeof PUSH_FAULTS)[number];

/** What the pushing to a remote does as a whole. */
export const REMOTE_PUSH_STATES = ['IDLE', 'DUE', 'PUSHING', 'FAILING', 'CONFLICT'] as const;
export type RemotePushState = (typeof REMOTE_PUSH_STATES)[number];

/** What is known of how the server gets in; the values themselves never leave the file. */
export const CREDENTIAL_KINDS = ['TOKEN', 'PASSWORD', 'SSH_KEY', 'APP'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

export interface RemoteFacts {
  readonly projectId: string;
  /** Without user information (but the user of ssh), query and fragment. */
  readonly url: string;
  /** Null: git alone. */
  readonly forge: ForgeKind | null;
  readonly setAt: Date;
  /** Refs that were there before the remote was set are looked for until then; null: they were found. */
  readonly collectUntil: Date | null;
  /** The push that is under way, or was when its server died; null: none. */
  readonly pushId: string | null;
  /** Not pushed before then; while it is being pushed, when another server may push. */
  readonly nextAttemptAt: Date;
  readonly lastAttemptAt: Date | null;
  readonly lastPushedAt: Date | null;
  /** Pushes that failed as a whole since the last that did not. */
  readonly failures: number;
  readonly lastFault: PushFault | null;
  readonly lastError: string | null;
}

/** A ref that is to be on the remote. */
export interface RemoteRefFacts {
  readonly runId: string;
  /** Its full name. */
  readonly ref: string;
  readonly projectId: string;
  /** The commit, or the object of a tag, that it is to name. */
  readonly wanted: string;
  readonly wantedAt: Date;
  /** What it named after the last push; null: it was not pushed yet. */
  readonly pushed: string | null;
  readonly pushedAt: Date | null;
  readonly state: RefPushState;
  /** Tries since it was wanted. */
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly lastFault: PushFault | null;
  readonly lastError: string | null;
}

/** Longest text of an error that is kept. */
export const LONGEST_PUSH_ERROR = 1_000;
