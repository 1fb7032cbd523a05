/**
 * Idempotency keys (W5): the same key with the same input is the same command, independent of sender and time. Callers that are bound
 * to projects have keys of their own, shared by those that are bound to the same ones: else a key that is taken would tell what is done
 * elsewhere, and one that is taken in advance would keep it from being done (A2).
 */

import canonicalize from 'canonicalize';

import { currentProjects } from '../../common/acting.js';
import { sha256 } from '../../common/sha256.js';
import type { RecordRow } from '../../database/change-parts.js';
import { RECORD } from '../../database/rows.js';
import type { Refusal } from '../../domain/model/refusal.js';

/** A caller's key for one mutation, with the fingerprint of the input. */
export interface CommandKey {
  /** The mutation; for callers that are bound to projects, with the hash of those behind it. */
  readonly mutation: string;
  readonly key: string;
  readonly inputHash: string;
}

/** The fingerprint: SHA-256 of the canonical JSON of the input without its key. A null value counts as absent. */
export function commandKey(mutation: string, key: string | null | undefined, input: object): CommandKey | null {
  if (key === null || key === undefined) return null;
  const plain = withoutNulls({ ...input, idempotencyKey: null });
  return { mutation: scoped(mutation, currentProjects()), key, inputHash: sha256(canonicalize(plain) ?? '') };
}

function scoped(mutation: string, projectIds: readonly string[] | null): string {
  if (projectIds === null) return mutation;
  // Blanks are in no id.
  return `${mutation} ${sha256([...projectIds].sort().join(' '))}`;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value instanceof Date) return value.toISOString();
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined);
  return Object.fromEntries(kept.map(([name, entry]) => [name, withoutNulls(entry)]));
}

/** The record of an answer, as it is stored. */
export function recordOf(
  key: CommandKey | null,
  runId: string | null,
  errors: readonly Refusal[],
  now: Date,
  entity?: string,
): RecordRow {
  if (!key) return null;
  return RECORD.toJson({ ...key, runId, entity: entity ?? null, errors, createdAt: now });
}

/** An answer that may be different next time is not remembered. */
export const isWorthRemembering = (errors: readonly Refusal[]): boolean => errors.every((error) => !error.retryable);

export const idempotencyConflict: Refusal = {
  kind: 'conflict',
  code: 'IDEMPOTENCY_CONFLICT',
  message: 'This idempotency key was used before with another input; take a new key for a new command.',
  retryable: false,
  path: ['input', 'idempotencyKey'],
};
