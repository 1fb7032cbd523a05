/**
 * What workers sent, rebuilt from the events of a command and the rows of its attempt and its try (X4). Patches and
 * reports are not read again: how they were judged is recorded.
 */
import type { Arrived } from '../decisions/work/builder-result.js';
import type { ArrivedReport } from '../decisions/work/ci-result.js';
import type { FoundRef, RefOutcome } from '../decisions/work/settle-refs.js';
import type { AttemptFacts, AuditorResult, BuilderResult, CiTryFacts } from '../model/attempt.js';
import type { JudgedTry } from '../model/ci-evidence.js';
import type { PhaseFacts, RunFailure } from '../model/facts.js';
import type { IssueReport, PhaseIssue } from '../model/issue.js';
import type { Reason } from '../model/reason.js';
import type { RefIntent } from '../model/ref-intent.js';
import type { GateJudgement, GateReason } from '../rules/gate/gate-facts.js';
import { recordedOr } from './not-recorded.js';
import type { RecordedCommand } from './recorded-run.js';
import type { Usage } from './usage.js';

interface Judged {
  readonly command: RecordedCommand;
  readonly phase: PhaseFacts;
  /** The attempt as it is recorded. */
  readonly row: AttemptFacts;
  readonly usage: Usage;
  readonly reports: readonly IssueReport[];
  /** What the gate says now of what it said then. */
  readonly judge: (judgement: GateJudgement, newMajorIssues: readonly string[]) => GateJudgement;
}

export const intentOf = ({ data }: RecordedCommand): RefIntent | null =>
  (data.refs as { readonly refIntent?: RefIntent | null } | undefined)?.refIntent ?? null;

export const failureOf = ({ events }: RecordedCommand): RunFailure | null =>
  (events.findLast(({ subject }) => subject === 'run')?.data.failure as RunFailure | undefined) ?? null;

export const tokensOf = ({ events }: RecordedCommand): number =>
  events.reduce((sum, { data }) => sum + ((data.tokens as number | undefined) ?? 0), 0);

export function builderArrived(judged: Judged): Arrived<BuilderResult> {
  const { row, usage, reports } = judged;
  const status = recordedOr(row.status, 'The status of the result is not recorded.');
  const result: BuilderResult = {
    ...{ status, patch: null, notes: row.notes, ...usage },
    ...{ durationSeconds: null, probes: [], suggestedIssues: reports },
    ...(row.agent === null ? {} : { agent: row.agent }),
  };
  return Object.assign(arrivedOf(judged, row.status !== 'ENVIRONMENT_FAILURE'), { result });
}

export function auditorArrived(judged: Judged): Arrived<AuditorResult> {
  const { row, usage, reports } = judged;
  const verdict = recordedOr(row.auditVerdict, 'The verdict of the audit is not recorded.');
  const result: AuditorResult = {
    ...{ verdict, notes: row.notes ?? '', patch: null, issues: reports, confidence: row.confidence },
    ...usage,
    ...(row.agent === null ? {} : { agent: row.agent }),
  };
  return Object.assign(arrivedOf(judged, true), { result });
}

function arrivedOf(judged: Judged, mayBeAway: boolean): Omit<Arrived<never>, 'result'> {
  const { command, row } = judged;
  const intent = intentOf(command);
  const environment = command.data.environment as string | undefined;
  return {
    resultHash: row.resultHash ?? '',
    patchHash: row.patchHash,
    patch: null,
    commit: intent?.purpose === 'APPLY' ? intent.moves[0]!.to : null,
    unreachable: mayBeAway ? (environment ?? null) : null,
    judged: (newMajorIssues) => judged.judge(judgementOf(judged), newMajorIssues),
  };
}

/** What the gate said. What it is compared by is in the event if it changed, else it is what it was. */
function judgementOf({ command, phase, row }: Judged): GateJudgement {
  const { verdict, reasons } = recordedOr(row.gate, 'The gate never judged this result: the run ended before.');
  const { work } = command;
  return {
    verdict,
    reasons: judgedReasons(reasons, row, (work.lastFailure as string | undefined) ?? phase.work.lastFailure ?? null),
    policyRefusal: work.policyRefusals !== undefined,
    fingerprint: (work.lastFingerprint === undefined ? phase.work.lastFingerprint : work.lastFingerprint) as
      string | null,
  };
}

/** An audit's decision begins with reasons of the result that it approves; the failure names only those of its own. */
function judgedReasons(reasons: readonly Reason[], { role }: AttemptFacts, failure: string | null): GateReason[] {
  // Of the reasons of a Builder's result it is the last one.
  const last = role === 'AUDITOR' ? reasons.findLastIndex(({ code }) => code === 'same_patch') : -1;
  const own = reasons.slice(last + 1).filter(({ code }) => code !== 'same_patch') as GateReason[];
  if (role !== 'AUDITOR' || failure === null) return own;
  const from = own.findIndex((_, i) => isIn(failure, own.slice(i)));
  return from < 0 ? own : own.slice(from);
}

const isIn = (failure: string, reasons: readonly Reason[]): boolean =>
  reasons
    .map((reason) => reason.message)
    .join(' ')
    .startsWith(failure);

export function reportArrived(
  command: RecordedCommand,
  row: CiTryFacts | undefined,
  { hasRepository, changedFiles }: { readonly hasRepository: boolean; readonly changedFiles: readonly string[] },
): ArrivedReport & { readonly judged: JudgedTry } {
  const judged = recordedOr(row?.judged, 'How the try was judged is not recorded.');
  const intent = intentOf(command);
  const tag = intent?.purpose === 'SNAPSHOT' ? intent.moves.at(-1)!.to : undefined;
  return {
    report: {
      ...{ verdict: judged.verdict, summary: row!.summary, tests: null, outputTail: null, durationSeconds: null },
      evidence: { tests: [], together: { hashes: new Set(), count: 0 }, reports: [], faults: [], gaps: [], cut: [] },
    },
    resultHash: '',
    changedFiles,
    baselineTests: null,
    expectsReport: false,
    promises: [],
    tagObject: hasRepository ? tag : null,
    judged,
  };
}

/** How refs were found. Which ones were elsewhere is in the words of the failure. */
export function outcomeOf(command: RecordedCommand, intent: RefIntent): RefOutcome {
  const { data } = command;
  if (data.refs_moved !== undefined) {
    const [putBack, lost] = [data.refs_put_back, data.refs_lost] as (string[] | undefined)[];
    return { at: 'moved', ...(putBack ? { putBack } : {}), ...(lost ? { lost } : {}) };
  }
  if (data.environment !== undefined) return { at: 'unreachable', why: data.environment as string };
  return { at: 'elsewhere', refs: [foundOf(failureOf(command), intent)] };
}

function foundOf(failure: RunFailure | null, intent: RefIntent): FoundRef {
  const message = recordedOr(failure, 'Where the refs were is not recorded.').message;
  const current = /in the repository(?: already)?, at (.+), and (?:is not|does not)/.exec(message);
  if (current) return { ref: intent.moves[0]!.ref, found: current[1]! };
  const moved = /^(\S+) was moved by somebody else: it is at (.+), which is neither/.exec(message);
  if (moved) return { ref: moved[1]!, found: moved[2]! };
  return { ref: message.split(' ', 1)[0]!, found: null };
}

/** Reports as far as they are recorded: one for each occurrence that the command added. */
export function reportsOf({ data }: RecordedCommand, phaseId: string, known: readonly PhaseIssue[]): IssueReport[] {
  const issues = (data.issues ?? []) as (Pick<PhaseIssue, 'issueKey' | 'category' | 'severity' | 'source'> &
    Pick<PhaseIssue, 'expectedFail' | 'occurrenceCount'>)[];
  return issues.flatMap(({ issueKey, category, severity, source, expectedFail, occurrenceCount }) => {
    const before = known.find((one) => one.phaseId === phaseId && one.issueKey === issueKey)?.occurrenceCount ?? 0;
    const report: IssueReport = {
      ...{ issueKey, category, severity, source, expectedFail, description: null },
      ...{ taskCategory: null, complexity: null, evidenceRefs: [] },
    };
    return Array.from({ length: Math.max(1, occurrenceCount - before) }, () => report);
  });
}
