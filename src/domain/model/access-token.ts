/** A stored token as it may be shown (A2): everything but its text, which nobody has but its holder. */
import type { Role } from './caller.js';

export interface AccessToken {
  readonly tokenId: string;
  readonly name: string;
  readonly role: Role;
  /** Null: it is bound to no project. */
  readonly projectIds: readonly string[] | null;
  readonly createdAt: Date;
  /** Null: never. */
  readonly expiresAt: Date | null;
  /** To about a minute; null: not yet. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}
