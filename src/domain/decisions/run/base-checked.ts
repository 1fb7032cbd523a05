/** What CI said of the base commit of a run (V6): the run continues, or it ends before any token is spent. */
import { awaitsBaseCheck } from '../../model/awaits-base-check.js';
import { type BaseCheck, type BaseOutcome } from '../../model/base-check.js';
import type { RunFacts, RunFailure } from '../../model/facts.js';
import { isRunTerminal } from '../../model/run-state.js';
import type { CiVerdict } from '../../model/vocabulary.js';
import { baseSteps, profilesOf } from '../../rules/ci/check-steps.js';
import type { Strategy } from '../../rules/strategy/strategy.js';
import { cut } from '../../text/markdown.js';
import { ChangeRecorder, type CommandContext } from '../change/change.js';
import { accepted, type Decision, needsOpenRows, type OpenRows, refused } from '../change/decision.js';
import { endAsFailed } from '../change/end-run.js';
import { runTerminal } from '../change/refusals.js';

/**
 * The check that a run of this strategy begins with; null: none, because the ruleset wants none or names no CI steps.
 */
export function baseCheckOf({ policies, phases }: Strategy): BaseCheck | null {
  const mode = policies.ci.baseline ?? 'OFF';
  if (mode === 'OFF' || baseSteps(policies, profilesOf(phases)).steps.length === 0) return null;
  return { mode, outcome: null };
}

export function decideBaseChecked(
  { run, open }: { readonly run: RunFacts; readonly open: OpenRows | null },
  outcome: BaseOutcome,
  context: CommandContext,
): Decision {
  if (isRunTerminal(run.state)) return refused(runTerminal(run));
  const { baseCheck } = run;
  if (baseCheck === null || !awaitsBaseCheck(run)) return refused(notAwaited(run));
  const recorder = new ChangeRecorder(run, context);
  recorder.patchRun({ baseCheck: { ...baseCheck, outcome } });
  recorder.noteWithoutMove('run', 'BASE_CHECKED', {
    ci: { verdict: outcome.verdict, reasons: [] },
    commit: outcome.commit,
  });
  const failure = failureOf(baseCheck, outcome);
  if (failure) {
    if (!open) return needsOpenRows;
    endAsFailed(recorder, open, 'DONE_FAILED_ENVIRONMENT', failure);
  }
  return accepted(recorder.finish());
}

const notAwaited = (run: RunFacts) =>
  ({
    kind: 'transition',
    code: 'TRANSITION_REFUSED',
    message: `Run "${run.runId}" does not wait for CI on its base commit.`,
    retryable: false,
    path: ['input', 'runId'],
    currentState: run.state,
    allowedStates: [],
  }) as const;

const CODES: Partial<Record<CiVerdict, string>> = {
  RED: 'base_red',
  MISSING: 'base_missing',
  ENVIRONMENT: 'base_environment',
};
const MOST_TESTS = 5;
const TEST_LENGTH = 150;
const SUMMARY_LENGTH = 300;

/**
 * Why the run ends; null: it continues. Under `delta` red tests are recorded if all of them have names: without names,
 * failures of a phase cannot be distinguished from failures of the base. Where CI gave no verdict there is nothing to
 * note.
 */
function failureOf({ mode }: BaseCheck, outcome: BaseOutcome): RunFailure | null {
  const code = CODES[outcome.verdict];
  const isRecorded = mode === 'DELTA' && outcome.verdict === 'RED' && outcome.failing.length > 0;
  if (code === undefined || (isRecorded && outcome.moreFailing === 0)) return null;
  const message = [
    `${WHAT[code]} on the base commit ${outcome.commit.slice(0, 12)}, before any phase: ${stated(outcome)}`,
    isRecorded ? tooMany(outcome) : mode === 'DELTA' && code === 'base_red' ? NAMES_NO_TEST : WHAT_TO_DO[code],
  ].join(' ');
  return { rule: 'V6', message, reasons: [{ code, message, source: 'V6' }] };
}

const WHAT: Record<string, string> = {
  base_red: 'CI was RED',
  base_missing: 'CI gave no result to rely on',
  base_environment: 'CI could not run',
};
const WHAT_TO_DO: Record<string, string> = {
  base_red:
    'No token was spent. Mend the branch and start the run anew; or let the ruleset say `ci.baseline: delta`: then tests that fail there already do not make a phase red.',
  base_missing:
    'No token was spent. Mend the CI steps of the ruleset, so that each leaves its report; or let it say `ci.baseline: off`, and every phase meets the same.',
  base_environment:
    'No token was spent. Start a CI worker of the server’s version that has what the steps need, and start the run anew.',
};

const tooMany = ({ failing, moreFailing }: BaseOutcome): string =>
  `No token was spent. With \`ci.baseline: delta\` up to ${failing.length} tests that fail already are told apart; here ${failing.length + moreFailing} do. Mend the branch, or name CI steps that leave out what is known to fail.`;
const NAMES_NO_TEST =
  'No token was spent. With `ci.baseline: delta` tests that fail already do not make a phase red, and here a step failed that names no test: mend it, or leave it out of the CI steps.';

function stated({ failing, moreFailing, summary, testedFor }: BaseOutcome): string {
  const rendered = failing.slice(0, MOST_TESTS).map((testId) => cut(testId, TEST_LENGTH));
  const more = failing.length + moreFailing - rendered.length;
  const tests = rendered.length === 0 ? '' : `${rendered.join(', ')}${more > 0 ? ` and ${more} more` : ''} failed.`;
  const words = cut((summary ?? '').replace(/\s+/g, ' ').trim(), SUMMARY_LENGTH);
  const sentence = words === '' ? '' : /[.!?]$/.test(words) ? words : `${words}.`;
  return [tests, sentence, `(CI ran for run ${testedFor}.)`].filter((part) => part !== '').join(' ');
}
