/** The numbers of one part of a model from the phases of its kind: relative frequencies, and quantiles of amounts. */
import type { Severity } from '../../model/vocabulary.js';
import { quantile } from '../figures/statistics.js';
import type { PastAttempt, PastPhase } from './past-phase.js';
import {
  type AuditOdds,
  type BuilderOdds,
  type CiOdds,
  type LogNormal,
  type ProfilePart,
  type Rejection,
  REJECTIONS,
} from './worker-model.js';

/** With fewer cases than this a number is left to a wider part. */
const FEWEST_CASES = 5;
/** Attempts with a number of this or more are taken together. */
const LAST_ATTEMPT = 3;

const isOver = ({ state }: PastAttempt): boolean => state !== 'LEASED' && state !== 'STOPPED';

/** A Builder's attempt with the number that the model knows it by. */
interface Numbered {
  readonly ordinal: number;
  readonly attempt: PastAttempt;
}

export function learnPart(phases: readonly PastPhase[]): ProfilePart {
  const built = phases.flatMap(numbered);
  const attempts = phases.flatMap((phase) => phase.attempts);
  const worked = built
    .map(({ attempt }) => attempt)
    .filter(({ state, status }) => state === 'SUBMITTED' && status !== 'ENVIRONMENT_FAILURE');
  const audits = attempts.filter(({ role, state }) => role === 'AUDITOR' && state === 'SUBMITTED');
  const tested = attempts.filter(({ role, state }) => role === 'CI' && state === 'SUBMITTED');
  const part = {
    builder: byOrdinal(built, builderOdds),
    ci: byOrdinal(built, ciOdds),
    ...ciTries(phases),
    audit: auditOdds(phases),
    repeats: repeats(phases),
    tokens: amounts(worked.map(({ tokensUsed }) => tokensUsed)),
    minutes: amounts(minutesOf(worked)),
    auditTokens: amounts(audits.map(({ tokensUsed }) => tokensUsed)),
    auditMinutes: amounts(minutesOf(audits)),
    ciMinutes: amounts(minutesOf(tested)),
  };
  const known = Object.entries(part).filter(([, value]) => value !== undefined);
  return { phases: phases.length, ...(Object.fromEntries(known) as ProfilePart) };
}

/** As the phase counts them: what was given back, or failed by its environment, has no number of its own (W2, B6). */
function numbered({ attempts }: PastPhase): Numbered[] {
  let counted = 0;
  return attempts
    .filter((attempt) => attempt.role === 'BUILDER' && isOver(attempt))
    .map((attempt) => {
      const ordinal = counted + 1;
      if (!attempt.givenBack) counted += 1;
      return { ordinal, attempt };
    });
}

function byOrdinal<Odds>(
  built: readonly Numbered[],
  odds: (attempts: readonly PastAttempt[]) => Odds | undefined,
): readonly Odds[] | undefined {
  const found: Odds[] = [];
  for (let ordinal = 1; ordinal <= LAST_ATTEMPT; ordinal += 1) {
    const mine = built.filter((one) => (ordinal === LAST_ATTEMPT ? one.ordinal >= ordinal : one.ordinal === ordinal));
    const learned = odds(mine.map(({ attempt }) => attempt));
    if (learned === undefined) break;
    found.push(learned);
  }
  return found.length === 0 ? undefined : found;
}

/** Attempts of which a budget or a deadline kept the gate from judging say nothing. */
const isJudged = ({ state, status, gate }: PastAttempt): boolean =>
  state !== 'SUBMITTED' || status === 'ENVIRONMENT_FAILURE' || gate !== null;

function builderOdds(attempts: readonly PastAttempt[]): BuilderOdds | undefined {
  const judged = attempts.filter(isJudged);
  if (judged.length < FEWEST_CASES) return undefined;
  const ends = judged.map(endOf);
  const share = (end: string): number => ends.filter((one) => one === end).length / ends.length;
  const rejected = Object.fromEntries(
    REJECTIONS.map((code): [Rejection, number] => [code, share(code)]).filter(([, odds]) => odds > 0),
  );
  const [failed, needsReview, environment, lost, released] = (
    ['failed', 'needsReview', 'environment', 'lost', 'released'] as const
  ).map(share) as [number, number, number, number, number];
  return { failed, needsReview, environment, lost, released, rejected, ...issueOdds(judged) };
}

const WITHOUT_PATCH: readonly string[] = ['failed', 'environment', 'lost', 'released'];

/** Of attempts with a patch, as the model draws them. */
function issueOdds(judged: readonly PastAttempt[]): Pick<BuilderOdds, 'minorIssue' | 'majorIssue'> {
  const built = judged.filter((one) => !WITHOUT_PATCH.includes(endOf(one)));
  if (built.length === 0) return {};
  const share = (severity: Severity): number =>
    built.filter(({ newIssues }) => newIssues.includes(severity)).length / built.length;
  return { minorIssue: share('MINOR'), majorIssue: share('MAJOR') };
}

function endOf({ state, status, gate, gateCodes }: PastAttempt): string {
  if (state === 'EXPIRED') return 'lost';
  if (state === 'RELEASED') return 'released';
  if (status === 'ENVIRONMENT_FAILURE') return 'environment';
  if (status === 'FAILED') return 'failed';
  if (gate === 'REJECT') return REJECTIONS.find((code) => gateCodes.includes(code)) ?? 'patch_malformed';
  return status === 'NEEDS_REVIEW' ? 'needsReview' : 'good';
}

function ciOdds(attempts: readonly PastAttempt[]): CiOdds | undefined {
  const decided = attempts.filter(({ ciVerdict }) => ciVerdict !== null);
  if (decided.length < FEWEST_CASES) return undefined;
  const share = (verdict: string): number =>
    decided.filter(({ ciVerdict }) => ciVerdict === verdict).length / decided.length;
  return { red: share('RED'), missing: share('MISSING') };
}

function ciTries(phases: readonly PastPhase[]): Pick<ProfilePart, 'flake' | 'ciEnvironment'> {
  const ran = phases.flatMap(({ tries }) => tries.filter((one) => one.ran));
  const good = phases.flatMap(({ attempts, tries }) => {
    const fine = attempts.filter(
      ({ ciVerdict, role }) => role !== 'CI' && (ciVerdict === 'GREEN' || ciVerdict === 'FLAKY'),
    );
    return tries.filter((one) => one.verdict !== 'ENVIRONMENT' && fine.some(({ number }) => number === one.attempt));
  });
  const flakes = good.filter(({ verdict }) => verdict !== 'GREEN' && verdict !== 'FLAKY').length;
  const environment = ran.filter(({ verdict }) => verdict === 'ENVIRONMENT').length;
  return {
    ...(good.length < FEWEST_CASES ? {} : { flake: flakes / good.length }),
    ...(ran.length < FEWEST_CASES ? {} : { ciEnvironment: environment / ran.length }),
  };
}

function auditOdds(phases: readonly PastPhase[]): AuditOdds | undefined {
  const fit: string[] = [];
  const unfit: string[] = [];
  for (const { attempts } of phases) {
    let before: PastAttempt | null = null;
    let approved = false;
    for (const attempt of attempts) {
      if (attempt.role === 'BUILDER') [before, approved] = [attempt, false];
      if (attempt.role !== 'AUDITOR' || attempt.auditVerdict === null || before === null) continue;
      const replaces = attempt.auditVerdict === 'APPROVE' && attempt.patchHash !== null;
      const verdict = replaces ? 'REPLACE' : attempt.auditVerdict;
      if (!before.gateCodes.includes('same_patch')) {
        const isFit: boolean = before.state === 'SUBMITTED' && before.gate === 'AUDIT' && !approved;
        (isFit ? fit : unfit).push(verdict);
      }
      approved ||= attempt.auditVerdict === 'APPROVE';
    }
  }
  const share = (of: readonly string[], verdict: string): number =>
    of.filter((one) => one === verdict).length / of.length;
  if (fit.length < FEWEST_CASES && unfit.length < FEWEST_CASES) return undefined;
  return {
    ...(fit.length < FEWEST_CASES
      ? {}
      : { fit: { revise: share(fit, 'REVISE'), escalate: share(fit, 'ESCALATE'), replace: share(fit, 'REPLACE') } }),
    ...(unfit.length < FEWEST_CASES
      ? {}
      : { unfit: { escalate: share(unfit, 'ESCALATE'), replace: share(unfit, 'REPLACE') } }),
  };
}

function repeats(phases: readonly PastPhase[]): ProfilePart['repeats'] {
  const patches: boolean[] = [];
  const failures: boolean[] = [];
  for (const { attempts, tries } of phases) {
    const built = attempts.filter((one) => one.role === 'BUILDER' && one.patchHash !== null && one.gate !== 'REJECT');
    built.forEach((one, i) => i > 0 && patches.push(one.patchHash === built[i - 1]!.patchHash));
    const red = built.filter(({ ciVerdict }) => ciVerdict === 'RED');
    const testsOf = ({ number }: PastAttempt): string =>
      (tries.findLast((one) => one.attempt === number)?.failed ?? []).join('\n');
    red.forEach((one, i) => i > 0 && failures.push(testsOf(one) === testsOf(red[i - 1]!)));
  }
  const share = (of: readonly boolean[]): number | undefined =>
    of.length < FEWEST_CASES ? undefined : of.filter(Boolean).length / of.length;
  const [patch, failure] = [share(patches), share(failures)];
  if (patch === undefined && failure === undefined) return undefined;
  return { ...(patch === undefined ? {} : { patch }), ...(failure === undefined ? {} : { failure }) };
}

const minutesOf = (attempts: readonly PastAttempt[]): number[] =>
  attempts.flatMap(({ minutes }) => (minutes === null ? [] : [minutes]));

function amounts(values: readonly number[]): LogNormal | undefined {
  if (values.length < FEWEST_CASES) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: quantile(sorted, 0.5)!, p90: quantile(sorted, 0.9)! };
}
