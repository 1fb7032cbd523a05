/** What decisions about work read, put together from rows in memory as the statements of the facts store do. */
import type { OpenRows } from '../../decisions/change/decision.js';
import type { WorkFacts } from '../../decisions/work/facts.js';
import { closingFacts, issueRulesOf, type IssueSources, knownIssue } from './issue-rows.js';
import { attemptOf, behindHead, headOf, type RowsOfRun, type RowsOfWork } from './run-rows.js';

/** What a command names besides its phase. */
export interface CommandAbout {
  /** The attempt; null: none. */
  readonly number: number | null;
  /** Keys of the issues that it reports. */
  readonly keys: readonly string[];
}

export function workFactsOf(
  rows: RowsOfRun & RowsOfWork & IssueSources,
  phaseId: string,
  { number, keys }: CommandAbout,
  open: OpenRows | null = null,
): WorkFacts {
  const { run, tiers, phases, lease, attempts, tries, strategy } = rows;
  const phase = phases.find((one) => one.phaseId === phaseId)!;
  const head = headOf(phases);
  const inCi = phase.state === 'CI_RUNNING';
  const { candidate } = phase.work;
  return {
    run,
    phase,
    tier: tiers.find((tier) => tier.tierId === phase.tierId)!,
    head,
    behindHeadIndex: inCi && head?.phaseId === phaseId ? behindHead(phases, phase) : null,
    closing: inCi ? closingFacts(rows, phase) : null,
    strategy: strategy!.phases.find((one) => one.phaseId === phaseId)!,
    policies: strategy!.policies,
    lease: lease?.phaseId === phaseId ? lease : null,
    attempt: number === null ? null : attemptOf(attempts, phaseId, number),
    candidate: candidate && attemptOf(attempts, phaseId, candidate.attempt),
    tries: inCi
      ? tries.filter(
          (one) => one.phaseId === phaseId && one.round === phase.round && one.attempt === (candidate?.attempt ?? 0),
        )
      : [],
    known: new Map(keys.map((key) => [key, knownIssue(rows, phase, key)])),
    rules: issueRulesOf(strategy),
    open,
  };
}
