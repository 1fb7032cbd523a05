/** The writes of a promotion: its intent, its record, and how to find out whether they landed (M2). */
import { currentActor } from '../../common/acting.js';
import {
  CONFIRM_PROMOTION,
  confirmValues,
  intentValues,
  PROMOTION_LANDED,
  RECORD_PROMOTION,
} from '../../database/promotion-writes.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { PromotionFacts } from '../../domain/rules/promotion/promotion.js';
import type { GuardedWrite } from '../pipeline/guarded-write.js';

export const intentFrom = (
  run: RunFacts,
  { branch, from }: { readonly branch: string; readonly from: string },
  now: Date,
) => ({
  runId: run.runId,
  targetBranch: branch,
  fromCommit: from,
  actor: currentActor(),
  kind: 'MERGE' as const,
  intendedAt: now,
});

const landed = ({ runId, commit }: PromotionFacts) => ({ statement: PROMOTION_LANDED, values: [runId, commit] });

export const confirmWrite = (intent: PromotionFacts): GuardedWrite => ({
  runId: intent.runId,
  statement: CONFIRM_PROMOTION,
  values: (_, record) => confirmValues(intent, record),
  landed: () => landed(intent),
});

export const recordWrite = (promotion: PromotionFacts, seenVersion: number): GuardedWrite => ({
  runId: promotion.runId,
  statement: RECORD_PROMOTION,
  values: (_, record) => [...intentValues(promotion, seenVersion), record && JSON.stringify(record)],
  landed: () => landed(promotion),
});
