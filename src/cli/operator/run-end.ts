/** `autopack run cancel` and `autopack run promote`. */
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { clientOf, present, shortHash } from './present.js';
import { changeWords } from './promotion-change.js';
import { refused } from './refused.js';
import type { OfRun } from './run-show.js';

export interface CancelOptions extends OfRun {
  readonly reason: string;
  readonly key?: string;
}

export type PromoteKind = 'merge' | 'pull-request';

export interface PromoteOptions extends OfRun {
  readonly kind?: PromoteKind;
  readonly target?: string;
  readonly key?: string;
}

const CANCEL = gql(
  `mutation OperatorCancel($input: CancelRunInput!) { cancelRun(input: $input) {
    run { runId state failureReason } errors { ...Refusal } } }`,
  REFUSAL,
);
const PROMOTE = gql(
  `mutation OperatorPromote($input: PromoteRunInput!) { promoteRun(input: $input) {
    promotion { promotedTo promotedAt promotedBy commit obstacles { code message } blockers { code message }
      kind checksVerdict change { forge number url state draft base problem { code message } } }
    run { runId state } errors { ...Refusal } } }`,
  REFUSAL,
);

export async function runCancel(output: Output, { runId, reason, key, ...options }: CancelOptions): Promise<number> {
  const input = { runId, reason, idempotencyKey: key };
  const { run, errors } = (await clientOf(options).request(CANCEL, { input })).cancelRun;
  if (errors.length > 0) return refused(output, errors);
  const line = `${output.paint('bold', printable(runId))}  ${run?.state ?? ''}`;
  present(output, { run }, [line], [`autopack run explain ${runId}`, `autopack run continue ${runId}`]);
  return EXIT.ok;
}

export async function runPromote(
  output: Output,
  { runId, target, key, kind, ...options }: PromoteOptions,
): Promise<number> {
  const isProposed = kind === 'pull-request';
  const input = {
    ...{ runId, targetBranch: target, idempotencyKey: key },
    ...(isProposed ? { kind: 'PULL_REQUEST' as const } : {}),
  };
  const { run, promotion, errors } = (await clientOf(options).request(PROMOTE, { input })).promoteRun;
  if (errors.length > 0) {
    const code = refused(output, errors);
    if (!output.json) output.complain(`next: autopack run explain ${printable(runId)}`);
    return code;
  }
  if (isProposed && promotion?.change && promotion.promotedAt === null) {
    const line = `${output.paint('green', 'ok')}  ${printable(runId)} is proposed: ${changeWords(promotion.change)}`;
    present(output, { run, promotion }, [line], [`autopack run show ${runId}`]);
    return EXIT.ok;
  }
  const where = `${printable(promotion?.promotedTo ?? '')} at ${shortHash(promotion?.commit ?? null)}`;
  const line = `${output.paint('green', 'ok')}  ${printable(runId)} is promoted to ${where}`;
  present(output, { run, promotion }, [line], [`autopack run files ${runId}`]);
  return EXIT.ok;
}
