/** What became of an attempt, in words. */
import type { PhaseAttemptFragment as Attempt } from '../../api/operations/phase.generated.js';
import type { StateLook } from '../../parts/states.js';

export interface Outcome {
  readonly look: StateLook;
  /** Why, in a sentence; empty: the word says it all. */
  readonly why: string;
}

const look = (sign: string, tone: StateLook['tone'], word: string): StateLook => ({ sign, tone, word });

export const GATE_LOOKS = {
  PASS: look('✓', 'good', 'Passed the gate'),
  AUDIT: look('◆', 'warn', 'Needs an audit'),
  REJECT: look('✕', 'bad', 'Rejected by the gate'),
} as const;

export const CI_LOOKS = {
  GREEN: look('✓', 'good', 'CI passed'),
  FLAKY: look('≈', 'warn', 'CI passed, but flaky'),
  RED: look('✕', 'bad', 'CI failed'),
  MISSING: look('?', 'bad', 'No CI result to rely on'),
  ENVIRONMENT: look('!', 'warn', 'CI could not run'),
} as const;

export const AUDIT_LOOKS = {
  APPROVE: look('✓', 'good', 'Approved'),
  REVISE: look('↺', 'warn', 'Sent back for revision'),
  ESCALATE: look('✕', 'bad', 'Escalated: it cannot be done like this'),
} as const;

const CONFIDENCE = { HIGH: 'very sure', MEDIUM: 'fairly sure', LOW: 'not very sure' } as const;
export const confidenceWords = (confidence: keyof typeof CONFIDENCE): string => CONFIDENCE[confidence];

/** Ends that are no result. */
const WITHOUT_RESULT = {
  LEASED: [look('▶', 'busy', 'At work'), ''],
  EXPIRED: [
    look('!', 'warn', 'Lease ran out'),
    'Its worker sent no heartbeat in time, or reached the hard deadline; the work is offered again.',
  ],
  RELEASED: [look('⤺', 'idle', 'Given back'), 'Its worker released the lease without a result.'],
  STOPPED: [look('⊘', 'idle', 'Stopped'), 'It was ended from outside: by an operator, or with its run.'],
} as const;

/** `attempts`: all of the phase; what Auditors said of a patch is in attempts of their own. */
export function outcomeOf(attempt: Attempt, attempts: readonly Attempt[] = []): Outcome {
  if (attempt.state !== 'SUBMITTED') {
    const [words, why] = WITHOUT_RESULT[attempt.state];
    return { look: words, why: attempt.state === 'RELEASED' && attempt.notes ? attempt.notes : why };
  }
  if (attempt.role === 'AUDITOR') return ofAuditor(attempt);
  if (attempt.role === 'CI') return ofCi(attempt);
  return ofBuilder(attempt, auditsOf(attempt, attempts));
}

function ofBuilder(attempt: Attempt, audits: readonly Attempt[]): Outcome {
  const { gate } = attempt;
  if (gate?.verdict === 'REJECT') return { look: GATE_LOOKS.REJECT, why: firstOf(gate.reasons) };
  if (attempt.ciVerdict !== null) return ofCi(attempt);
  const verdict = audits.findLast(({ auditVerdict }) => auditVerdict !== null)?.auditVerdict;
  if (verdict === 'REVISE' || verdict === 'ESCALATE')
    return { look: AUDIT_LOOKS[verdict], why: audits.at(-1)?.notes ?? '' };
  if (gate?.verdict === 'AUDIT' && verdict !== 'APPROVE') return { look: GATE_LOOKS.AUDIT, why: firstOf(gate.reasons) };
  if (gate === null) return { look: look('✓', 'idle', 'Result is in'), why: '' };
  return { look: GATE_LOOKS.PASS, why: verdict === 'APPROVE' ? 'An Auditor approved it.' : '' };
}

const ofAuditor = ({ auditVerdict, notes }: Attempt): Outcome => ({
  look: auditVerdict === null ? look('✓', 'idle', 'Result is in') : AUDIT_LOOKS[auditVerdict],
  why: notes ?? '',
});

function ofCi({ ciVerdict, ciTries }: Attempt): Outcome {
  const last = ciTries.at(-1);
  const why = last === undefined ? '' : last.reasons.length > 0 ? firstOf(last.reasons) : (last.summary ?? '');
  return {
    look: ciVerdict === null ? look('✓', 'idle', 'Result is in') : CI_LOOKS[ciVerdict],
    why: ciVerdict === 'GREEN' ? '' : why,
  };
}

function firstOf(reasons: readonly { readonly message: string }[]): string {
  const [first, ...more] = reasons;
  if (!first) return '';
  return more.length === 0 ? first.message : `${first.message.replace(/\.?$/, '.')} And ${more.length} more.`;
}

/** Audits of the patch of an attempt: those between it and the next attempt of a Builder. */
export function auditsOf(attempt: Attempt, attempts: readonly Attempt[]): readonly Attempt[] {
  if (attempt.role !== 'BUILDER') return [];
  const next = attempts.find(({ role, number }) => role === 'BUILDER' && number > attempt.number);
  return attempts.filter(
    ({ role, number }) => role === 'AUDITOR' && number > attempt.number && (next === undefined || number < next.number),
  );
}

/** The attempt whose patch an Auditor or CI looked at: the last of a Builder before it. */
export const patchAttemptOf = (attempt: Attempt, attempts: readonly Attempt[]): Attempt | undefined =>
  attempt.role === 'BUILDER'
    ? attempt
    : attempts.findLast(({ role, number }) => role === 'BUILDER' && number < attempt.number);
