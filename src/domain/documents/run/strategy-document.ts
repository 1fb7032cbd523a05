/**
 * `project_implementation_strategy_v{N}.json`: the strategy as it was frozen (P2), formatted for readers, with its
 * hash.
 */
import { jsonDocument } from '../parts/json.js';

/** A frozen strategy as it is stored. */
export interface StoredStrategy {
  readonly runId: string;
  readonly version: number;
  /** SHA-256 of `document`, in hexadecimal. */
  readonly hash: string;
  /** Canonical JSON (RFC 8785). */
  readonly document: string;
  /** Seq and instant of the event with which it was frozen. */
  readonly shownVersion: number;
  readonly shownAt: Date;
}

/** `hash` is that of the canonical form of `strategy`, so that a reader can check it. */
export const strategyDocument = ({ runId, hash, document, shownVersion }: StoredStrategy): string =>
  jsonDocument({ run_version: shownVersion, run_id: runId, hash, strategy: JSON.parse(document) as object });
