/** A strategy as it is stored: canonical JSON with its hash (P2), and the keys that `recordIssues` looks up (Q5). */
import { createHash } from 'node:crypto';

import canonicalize from 'canonicalize';

import type { RunFacts } from '../domain/model/facts.js';
import type { Strategy } from '../domain/rules/strategy/strategy.js';
import { AGED_ISSUE, type JsonRow, STRATEGY } from './rows.js';

export interface FrozenStrategy {
  /** Without its document. */
  readonly row: JsonRow;
  readonly document: string;
  readonly agedIssues: readonly JsonRow[];
}

/** The strategy's canonical JSON (RFC 8785) and the SHA-256 of its bytes, in hexadecimal. */
export function hashed(strategy: Strategy): { readonly document: string; readonly hash: string } {
  const document = canonicalize(strategy)!;
  return { document, hash: createHash('sha256').update(document).digest('hex') };
}

/** The run as the event leaves it with which its strategy is frozen. */
export function freeze({ runId, version, changedAt }: RunFacts, strategy: Strategy): FrozenStrategy {
  const { document, hash } = hashed(strategy);
  const { severityByCategory, aging, agedKeys } = strategy.issues;
  const debtPhases = new Map(
    strategy.debtCleanup.phases.flatMap(({ phaseId, issueKeys }) => issueKeys.map((key) => [key, phaseId])),
  );
  return {
    document,
    row: STRATEGY.toJson<'document'>({
      runId,
      version: strategy.version,
      rulesetVersion: strategy.rulesetVersion,
      hash,
      issuePolicy: { severityByCategory, resolvedAfterRuns: aging.resolvedAfterRuns },
      policies: strategy.policies,
      shownVersion: version,
      shownAt: changedAt,
    }),
    agedIssues: agedKeys.map((issueKey) =>
      AGED_ISSUE.toJson({ runId, issueKey, debtPhaseId: debtPhases.get(issueKey) ?? null }),
    ),
  };
}
