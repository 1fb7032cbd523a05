/** One recorded command, decided again on the rows of the play by the function that decided it then (X4, C5). */
import type { CommandContext } from '../decisions/change/change.js';
import { decideRecordIssues } from '../decisions/issue/record-issues.js';
import { decideBaseChecked } from '../decisions/run/base-checked.js';
import { decideManualTransition } from '../decisions/run/manual-transition.js';
import { decideCancel, decideExpiry } from '../decisions/run/run-commands.js';
import { decideRelease } from '../decisions/start/release-run.js';
import { decideAuditorResult } from '../decisions/work/auditor-result.js';
import { decideBuilderResult } from '../decisions/work/builder-result.js';
import { decideCiResult } from '../decisions/work/ci-result.js';
import { decideClaim } from '../decisions/work/claim.js';
import type { WorkFacts } from '../decisions/work/facts.js';
import { decideHeartbeat } from '../decisions/work/heartbeat.js';
import { decideReturn } from '../decisions/work/late-moves.js';
import { decideLeaseExpiry, decideRelease as decideLeaseRelease, decideWaitOver } from '../decisions/work/lease-end.js';
import { decideRequestAudit } from '../decisions/work/request-audit.js';
import { decideSettlement } from '../decisions/work/settle-refs.js';
import { closingFacts, knownIssue } from '../foresight/memory/issue-rows.js';
import { behindHead, headOf } from '../foresight/memory/run-rows.js';
import { workFactsOf } from '../foresight/memory/work-facts.js';
import type { AttemptFacts } from '../model/attempt.js';
import type { BaseCheck } from '../model/base-check.js';
import type { PhaseFacts } from '../model/facts.js';
import type { IssueReport } from '../model/issue.js';
import { isAtWork, isPhaseTerminal, type PhaseState } from '../model/phase-state.js';
import type { RunState } from '../model/run-state.js';
import type { WorkerRole } from '../model/vocabulary.js';
import type { GateJudgement } from '../rules/gate/gate-facts.js';
import { severityFor } from '../rules/strategy/issue-policy.js';
import { assertSameCi } from './ci-again.js';
import { judgedUnder } from './gate-again.js';
import { NotRecorded, recordedOr } from './not-recorded.js';
import type { PlayedRows } from './played-rows.js';
import type { RecordedCommand, RecordedRun } from './recorded-run.js';
import { usageOf } from './usage.js';
import * as inputs from './work-inputs.js';

export type Change = ReturnType<PlayedRows['decided']>;

export interface Again {
  /** The rows as the run had them: inputs are rebuilt from these. */
  readonly own: PlayedRows;
  /** The rows that it is decided on: the same, or those of another policy. */
  readonly rows: PlayedRows;
  readonly command: RecordedCommand;
  readonly recorded: RecordedRun;
  /** Files of the phase, as far as a verdict of CI depends on them (V4). */
  readonly changedFiles: readonly string[];
}

/** Null: the decisions do not accept the command now. @throws NotRecorded: an input is not known. */
export function decideAgain(again: Again): Change {
  const { rows, command } = again;
  const { actor, cause, at: now } = command.first;
  const context: CommandContext = { actor, cause, now };
  const { run } = rows;
  switch (cause) {
    case 'cancelRun': {
      const reason = inputs.failureOf(command)?.reasons[0]?.message ?? '';
      const given = reason === 'No reason was given.' ? '' : reason;
      return rows.decided((open) => decideCancel({ run, open }, given, context));
    }
    case 'deadline':
      return rows.decided((open) => decideExpiry({ run, open }, context));
    case 'updatePhaseStatus':
      return moveAgain(again, context);
    case 'recordIssues':
      return recordAgain(again, context);
  }
  const { baseCheck } = (command.data.refs ?? {}) as { readonly baseCheck?: BaseCheck };
  if (command.events.some(({ type }) => type === 'BASE_CHECKED') || baseCheck?.outcome) {
    const refs = command.events.at(-1)!.data.refs as { readonly baseCheck?: BaseCheck } | undefined;
    const outcome = recordedOr(refs?.baseCheck?.outcome, 'What CI said of the base is not recorded.');
    return rows.decided((open) => decideBaseChecked({ run, open }, outcome, context));
  }
  const failure = inputs.failureOf(command);
  if (command.first.type === 'RUN_RELEASED' || failure?.rule === 'P10') {
    const ended = /ended as (\w+)/.exec(failure?.message ?? '')?.[1] as RunState | undefined;
    const predecessorState = failure === null ? 'DONE_SUCCESS' : (ended ?? null);
    const refs = command.data.refs as { readonly baseCommit?: string } | undefined;
    const facts = { run, predecessorState, predecessorHead: refs?.baseCommit ?? null } as const;
    return rows.decided((open) => decideRelease({ ...facts, open }, context));
  }
  return workAgain(again, context);
}

function workAgain(again: Again, context: CommandContext): Change {
  const { own, rows, command, recorded, changedFiles } = again;
  const then = command.first.cause === 'requestAudit' ? phaseOf(own, command) : headOf(own.phases)!;
  const { phaseId } = then;
  const { data } = command;
  const number = (data.attempt as number | undefined) ?? null;
  const about = { number: number ?? own.lease?.attempt ?? null, keys: [] };
  const before = workFactsOf(own, phaseId, about);
  const base = own === rows ? before : inItsTurn(workFactsOf(rows, phaseId, about), before);
  const known = { get: (key: string) => knownIssue(rows, base.phase, key) } as unknown as WorkFacts['known'];
  const decide = (how: (facts: WorkFacts) => ReturnType<typeof decideClaim>): Change =>
    rows.decided((open) => how({ ...base, known, open }));
  const charged = before.attempt?.tokensUsed ?? 0;
  const row = recorded.attempts.find((one) => one.phaseId === phaseId && one.number === before.attempt?.number);
  const usage = usageOf({
    ...{ row, before: charged, added: inputs.tokensOf(command) },
    flatPerAttempt: before.policies.tokens.flatPerAttempt,
  });
  const reported = () => ({
    ...{ command, phase: then, usage, reports: reportsAgain(again, phaseId) },
    row: recordedOr(row, 'The attempt of the result is not recorded.'),
    judge: (judgement: GateJudgement, newMajorIssues: readonly string[]) =>
      own === rows ? judgement : gateAgain(base, before, row!, judgement, newMajorIssues),
  });
  switch (command.first.cause) {
    case 'claimWork': {
      const [role, ...name] = command.first.actor.split('/');
      const claimant = { role: role!.toUpperCase() as WorkerRole, workerId: name.join('/') };
      const token = { token: '', tokenHash: '' };
      return decide((facts) => decideClaim(facts, claimant, token, context)) as Change;
    }
    case 'submitBuilderResult': {
      const arrived = inputs.builderArrived(reported());
      return decide((facts) => decideBuilderResult(facts, arrived, context) as never);
    }
    case 'submitAuditorResult': {
      const arrived = inputs.auditorArrived(reported());
      return decide((facts) => decideAuditorResult(facts, arrived, context) as never);
    }
    case 'reportCiResult': {
      const isOf = (one: { readonly phaseId: string; readonly attempt: number; readonly round: number }) =>
        one.phaseId === phaseId && one.attempt === (then.work.candidate?.attempt ?? 0) && one.round === then.round;
      const { try: tried } = recordedOr(data.ci as { readonly try: number } | undefined, 'The try is not recorded.');
      const ciTry = recorded.tries.find((one) => isOf(one) && one.number === tried);
      const hasRepository = rows.run.repositoryPath !== null;
      const arrived = inputs.reportArrived(command, ciTry, { hasRepository, changedFiles });
      const attempt = number === null ? null : base.attempt;
      if (own !== rows) assertSameCi(base, before, arrived.judged, attempt === null);
      return decide((facts) => decideCiResult({ ...facts, attempt }, arrived, context) as never);
    }
    case 'heartbeat':
      return decide((facts) => decideHeartbeat(facts, charged + inputs.tokensOf(command), context) as never);
    case 'releaseLease': {
      const release = { reason: row?.notes ?? '', ...usage };
      return decide((facts) => decideLeaseRelease(facts, release, context) as never);
    }
    case 'leaseExpiry':
      if (own !== rows) assertRunOut(base, before, context.now);
      return decide(
        (facts) => decideLeaseExpiry({ ...facts, lease: asItRanOut(facts, before, row, command) }, context) as never,
      );
    case 'waitOver':
      return decide((facts) => decideWaitOver(facts, context) as never);
    case 'requestAudit': {
      const { focus = null, auditorProfile = null } = data as Record<string, string | null | undefined>;
      return decide((facts) => decideRequestAudit(facts, { focus, auditorProfile } as never, context) as never);
    }
    case 'settleRefs': {
      const intent = own.run.refIntent;
      if (intent === null) {
        const back = recordedOr(inputs.intentOf(command), 'Which refs went back is not recorded.');
        return decide((facts) => decideReturn(facts, back, context) as never);
      }
      return decide((facts) => decideSettlement(facts, intent, inputs.outcomeOf(command, intent), context) as never);
    }
    default:
      throw new NotRecorded(`Nothing is known of how "${command.first.cause}" is played again.`);
  }
}

/**
 * Heartbeats without tokens leave no event: whether there was one shows in what the end of the lease did (W3). `then`:
 * what was charged then.
 */
function asItRanOut(
  { lease }: WorkFacts,
  { attempt, policies }: WorkFacts,
  row: AttemptFacts | undefined,
  command: RecordedCommand,
): WorkFacts['lease'] {
  if (lease === null) return null;
  const isFree = policies.tokens.flatPerAttempt === 0;
  const nothing = inputs.tokensOf(command) === 0 && attempt?.tokensUsed === 0;
  const begun = command.work.givenBack === undefined;
  const wasReported = nothing && begun && (isFree ? row?.tokensEstimated === false : true);
  const expiresAt = lease.expiresAt > command.first.at ? command.first.at : lease.expiresAt;
  return { ...lease, expiresAt, beaten: begun, tokensTold: wasReported ? 0 : lease.tokensTold };
}

/** Under another policy a pause may be longer: then all that follows comes later, and nothing else. */
function inItsTurn(facts: WorkFacts, then: WorkFacts): WorkFacts {
  const { phase } = facts;
  const isLater = phase.notBefore !== null && phase.notBefore > (then.phase.notBefore ?? new Date(0));
  return isLater ? { ...facts, phase: { ...phase, notBefore: then.phase.notBefore } } : facts;
}

function gateAgain(
  now: WorkFacts,
  then: WorkFacts,
  row: AttemptFacts,
  judgement: GateJudgement,
  newMajorIssues: readonly string[],
): GateJudgement {
  const policyOf = ({ strategy, policies, phase }: WorkFacts) => ({
    ...{ autoApply: strategy.autoApply, complexity: phase.complexity, policies },
  });
  const approved = row.role === 'AUDITOR';
  const patchHash = row.patchHash ?? (approved ? (then.phase.work.candidate?.patchHash ?? null) : null);
  const recorded = {
    ...{ judgement, policy: policyOf(then), hasPatch: patchHash !== null, approved },
    hasRepository: then.run.repositoryPath !== null,
  };
  return judgedUnder(policyOf(now), recorded, newMajorIssues);
}

/** @throws NotRecorded: under this policy the lease had more time. */
function assertRunOut({ lease: now }: WorkFacts, { lease: then }: WorkFacts, at: Date): void {
  if (now === null || then === null) return;
  const wasHard = then.hardDeadlineAt <= at;
  if (wasHard ? now.hardDeadlineAt > at : now.expirySeconds > then.expirySeconds)
    throw new NotRecorded('The lease that ran out would have had more time.', 'more_time');
}

/** @throws NotRecorded: whether a severity is the reporter's own, or that of the policy, makes a difference. */
function reportsAgain({ own, rows, command }: Again, phaseId: string): IssueReport[] {
  const reports = inputs.reportsOf(command, phaseId, own.issues);
  if (own === rows) return reports;
  const defaultOf = ({ strategy }: PlayedRows, category: string) =>
    severityFor(category, strategy.issues.severityByCategory);
  const unclear = reports.find(
    ({ category, severity }) =>
      severity === defaultOf(own, category) && defaultOf(own, category) !== defaultOf(rows, category),
  );
  if (unclear)
    throw new NotRecorded(
      `Issues of category "${unclear.category}" have another severity unless their reporter names one, and that is not recorded.`,
      'severity',
    );
  return reports;
}

/** The phase that the command named: the one that was charged, else the first one that it moved. */
function phaseOf(rows: PlayedRows, { events, first }: RecordedCommand): PhaseFacts {
  const { subject } = events.find(({ data }) => data.tokens !== undefined) ?? first;
  const phase = rows.phases.find((one) => `phase/${one.phaseId}` === subject);
  return recordedOr(phase, 'The phase that the command named is not recorded.');
}

function moveAgain({ own, rows, command }: Again, context: CommandContext): Change {
  const phase = phaseOf(rows, command);
  const addTokens = inputs.tokensOf(command);
  const state = requestedState(phaseOf(own, command), command, addTokens);
  const head = headOf(rows.phases);
  const behindHeadIndex =
    isPhaseTerminal(state) && head?.phaseId === phase.phaseId ? behindHead(rows.phases, head) : null;
  const tier = rows.tiers.find(({ tierId }) => tierId === phase.tierId)!;
  const closing = state === 'COMPLETE' ? closingFacts(rows, phase) : null;
  const facts = { run: rows.run, phase, tier, head, behindHeadIndex, closing };
  const note = (command.data.note as string | undefined) ?? null;
  return rows.decided((open) => decideManualTransition({ ...facts, open }, { state, addTokens, note }, context));
}

/** Where the phase was to go. A budget that broke first ended the run instead: any move that it would accept shows it. */
function requestedState(phase: PhaseFacts, command: RecordedCommand, addTokens: number): PhaseState {
  const failure = inputs.failureOf(command);
  const own = command.events.find((event) => event.subject === `phase/${phase.phaseId}`);
  if (failure?.rule === 'B4') return 'COMPLETE';
  if (failure?.rule === 'B3')
    return isAtWork(phase.state) && addTokens > 0 ? phase.state : isAtWork(phase.state) ? 'FAILED' : 'SKIPPED';
  return (own?.toState as PhaseState | null | undefined) ?? phase.state;
}

function recordAgain(again: Again, context: CommandContext): Change {
  const { rows, command } = again;
  const phase = phaseOf(rows, command);
  const tier = rows.tiers.find(({ tierId }) => tierId === phase.tierId)!;
  const reports = reportsAgain(again, phase.phaseId);
  const known = new Map(reports.map(({ issueKey }) => [issueKey, knownIssue(rows, phase, issueKey)]));
  const rules = workFactsOf(rows, phase.phaseId, { number: null, keys: [] }).rules;
  const facts = { run: rows.run, phase, tier, known, rules };
  return rows.decided((open) => decideRecordIssues({ ...facts, open }, reports, context));
}
