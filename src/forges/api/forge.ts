/** The port to forges (M3): what Autopack asks of GitHub, GitLab and Gitea. */
import type { ForgeChange, ForgeChecks, ForgeFaultCode } from '../../domain/model/forge.js';
import { MOST_CHECKS } from '../../domain/model/promotion-change.js';

export interface ChangeText {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly draft: boolean;
}

export interface NewChange extends ChangeText {
  /** Branches of the same repository, without `refs/heads/`. */
  readonly head: string;
  readonly base: string;
}

/** A change by its number, or the newest one of a branch whose text holds the marker, else the open one. */
export type ChangeSearch =
  { readonly number: number } | { readonly head: string; readonly base: string; readonly marker: string };

export type StatusState = 'PENDING' | 'SUCCESS' | 'FAILURE';

/** Every call rejects with a ForgeFault if the forge does not do it. */
export interface Forge {
  /** Fault EXISTS: there is an open one for these branches. */
  openChange(change: NewChange): Promise<ForgeChange>;
  updateChange(change: ForgeChange, text: ChangeText & { readonly base: string }): Promise<ForgeChange>;
  /** Null: there is none. */
  findChange(search: ChangeSearch): Promise<ForgeChange | null>;
  /** What others say about a commit: the newest of each name, a few hundred at most; not what `setStatus` said. */
  checksOf(commit: string): Promise<ForgeChecks>;
  setStatus(commit: string, status: { readonly state: StatusState; readonly description: string }): Promise<void>;
}

/** The name of Autopack's own status: it is no evidence. */
export const OWN_STATUS = 'autopack';

/** So many are kept, with that one besides. */
export const isEnough = ({ length }: { readonly length: number }): boolean => length > MOST_CHECKS + 1;

/** Why a forge did not do something, in words for people. It never holds a credential. */
export class ForgeFault extends Error {
  constructor(
    readonly code: ForgeFaultCode,
    message: string,
    /** So long the forge asks to be left alone; null: it does not ask. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }
}
