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
import type { BaseCheck } from '../model/base-check.js';
import type { PhaseFacts } from '../model/facts.js';
import { isAtWork, isPhaseTerminal, type PhaseState } from '../model/phase-state.js';
import type { RunState } from '../model/run-state.js';
import type { WorkerRole } from '../model/vocabulary.js';
import { NotRecorded, recordedOr } from './not-recorded.js';
import type { PlayedRows } from './played-rows.js';
import type { RecordedCommand, RecordedRun } from './recorded-run.js';
import * as inputs from './work-inputs.js';

export type Change = ReturnType<PlayedRows['decided']>;

export interface Again {
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

function workAgain({ rows, command, recorded, changedFiles }: Again, context: CommandContext): Change {
  const phase = command.first.cause === 'requestAudit' ? phaseOf(rows, command) : headOf(rows.phases)!;
  const { phaseId } = phase;
  const { data } = command;
  const number = (data.attempt as number | undefined) ?? null;
  const base = workFactsOf(rows, phaseId, { number: number ?? rows.lease?.attempt ?? null, keys: [] });
  const known = { get: (key: string) => knownIssue(rows, phase, key) } as unknown as WorkFacts['known'];
  const decide = (how: (facts: WorkFacts) => ReturnType<typeof decideClaim>): Change =>
    rows.decided((open) => how({ ...base, known, open }));
  const charged = base.attempt?.tokensUsed ?? 0;
  const row = recorded.attempts.find((one) => one.phaseId === phaseId && one.number === base.attempt?.number);
  const reported = () => ({
    ...{ command, phase, charged, reports: inputs.reportsOf(command, phaseId, rows.issues) },
    row: recordedOr(row, 'The attempt of the result is not recorded.'),
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
        one.phaseId === phaseId && one.attempt === (phase.work.candidate?.attempt ?? 0) && one.round === phase.round;
      const { try: tried } = recordedOr(data.ci as { readonly try: number } | undefined, 'The try is not recorded.');
      const ciTry = recorded.tries.find((one) => isOf(one) && one.number === tried);
      const hasRepository = rows.run.repositoryPath !== null;
      const arrived = inputs.reportArrived(command, ciTry, { hasRepository, changedFiles });
      const attempt = number === null ? null : base.attempt;
      return decide((facts) => decideCiResult({ ...facts, attempt }, arrived, context) as never);
    }
    case 'heartbeat':
      return decide((facts) => decideHeartbeat(facts, charged + inputs.tokensOf(command), context) as never);
    case 'releaseLease': {
      const release = { reason: row?.notes ?? '', tokensUsed: charged + inputs.tokensOf(command) };
      return decide((facts) => decideLeaseRelease(facts, release, context) as never);
    }
    case 'leaseExpiry':
      return decide((facts) => decideLeaseExpiry({ ...facts, lease: asItRanOut(facts, command) }, context) as never);
    case 'waitOver':
      return decide((facts) => decideWaitOver(facts, context) as never);
    case 'requestAudit': {
      const { focus = null, auditorProfile = null } = data as Record<string, string | null | undefined>;
      return decide((facts) => decideRequestAudit(facts, { focus, auditorProfile } as never, context) as never);
    }
    case 'settleRefs': {
      const intent = rows.run.refIntent;
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

/** Heartbeats without tokens leave no event: whether there was one shows in what the end of the lease did (W3). */
function asItRanOut({ lease, attempt, policies }: WorkFacts, command: RecordedCommand): WorkFacts['lease'] {
  if (lease === null) return null;
  const wasReported = inputs.tokensOf(command) === 0 && policies.tokens.flatPerAttempt > 0 && attempt?.tokensUsed === 0;
  const expiresAt = lease.expiresAt > command.first.at ? command.first.at : lease.expiresAt;
  const begun = command.work.givenBack === undefined;
  return { ...lease, expiresAt, beaten: begun, tokensTold: wasReported ? 0 : lease.tokensTold };
}

/** The phase that the command named: the one that was charged, else the first one that it moved. */
function phaseOf(rows: PlayedRows, { events, first }: RecordedCommand): PhaseFacts {
  const { subject } = events.find(({ data }) => data.tokens !== undefined) ?? first;
  const phase = rows.phases.find((one) => `phase/${one.phaseId}` === subject);
  return recordedOr(phase, 'The phase that the command named is not recorded.');
}

function moveAgain({ rows, command }: Again, context: CommandContext): Change {
  const phase = phaseOf(rows, command);
  const addTokens = inputs.tokensOf(command);
  const state = requestedState(phase, command, addTokens);
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

function recordAgain({ rows, command }: Again, context: CommandContext): Change {
  const phase = phaseOf(rows, command);
  const tier = rows.tiers.find(({ tierId }) => tierId === phase.tierId)!;
  const reports = inputs.reportsOf(command, phase.phaseId, rows.issues);
  const known = new Map(reports.map(({ issueKey }) => [issueKey, knownIssue(rows, phase, issueKey)]));
  const rules = workFactsOf(rows, phase.phaseId, { number: null, keys: [] }).rules;
  const facts = { run: rows.run, phase, tier, known, rules };
  return rows.decided((open) => decideRecordIssues({ ...facts, open }, reports, context));
}
