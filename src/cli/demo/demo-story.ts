/** What became of each phase, attempt by attempt, with the reasons of gate and CI in words. */
import type { StrategyView } from '../plans/strategy-view.js';
import { reasonText } from '../plans/strategy-view.js';
import { type Output, type Paint, printable } from '../shared/output.js';
import type { AttemptView, CiTryView, PhaseThen, RunThen } from './demo-run.js';

const PAINTS: Readonly<Record<string, Paint>> = { COMPLETE: 'green', FAILED: 'red', SKIPPED: 'yellow' };

export function printStory(output: Output, run: RunThen): void {
  for (const phase of run.phases) {
    const paint = PAINTS[phase.state];
    const line = `${phase.phaseId} ${printable(phase.name)}: ${phase.state}`;
    output.line(paint ? output.paint(paint, line) : line);
    for (const text of attemptsOf(phase)) output.line(`  ${printable(text)}`);
  }
}

/** Why the riskiest phase is handled with more care: the strategy says so of every value (P3). Null if no phase is risky. */
export function whyStrict({ phases }: StrategyView): { readonly phaseId: string; readonly line: string } | null {
  const risky = phases.find((phase) => phase.ciProfile === 'STRICT');
  const reason = risky?.reasons.find(({ code }) => code === 'ci_profile');
  if (!risky || !reason) return null;
  const { phaseId, taskCategory, autoApply } = risky;
  const care = `${taskCategory ?? 'no category'}, ${autoApply ? 'applied at once' : 'nothing applied before an Auditor approved it'}`;
  return { phaseId, line: printable(`Why strict CI for ${phaseId} (${care})? ${reasonText(reason)}`) };
}

/**
 * In the order in which it happened: a line for each attempt of a Builder, counted from 1, and for each audit; the verdict of CI on the patch is on the
 * line after them.
 */
function attemptsOf({ attempts }: PhaseThen): string[] {
  const lines: string[] = [];
  let count = 0;
  let ci: string[] = [];
  const endCi = (verdict: string | null): void => {
    if (ci.length > 0) lines.push(`CI: ${ci.join('; ')}${verdict === 'FLAKY' ? '; so it is FLAKY' : ''}`);
    ci = [];
  };
  let built: AttemptView | null = null;
  for (const attempt of attempts) {
    if (attempt.role === 'CI') {
      ci.push(...attempt.ciTries.map(tryOf));
      continue;
    }
    endCi(built?.ciVerdict ?? null);
    if (attempt.role === 'BUILDER') {
      built = attempt;
      count += 1;
    }
    lines.push(`${attempt.role === 'BUILDER' ? `attempt ${count}` : 'audit'}: ${partsOf(attempt).join('; ')}`);
  }
  endCi(built?.ciVerdict ?? null);
  return lines;
}

/** Where the gate said nothing, because the run ended with this attempt, its worker's words stand instead. */
function partsOf({ state, auditVerdict, gate, notes }: AttemptView): string[] {
  const stated = [];
  if (state !== 'SUBMITTED') stated.push(state.toLowerCase());
  if (auditVerdict !== null) stated.push(auditVerdict);
  if (gate)
    stated.push(`gate ${gate.verdict}${gate.verdict === 'PASS' ? codesOf(gate.reasons) : reasonsIn(gate.reasons)}`);
  else if (notes !== null) stated.push(notes.trim().split('\n', 1)[0]!);
  return stated;
}

type Reasons = readonly { readonly code: string; readonly message: string }[];

const tryOf = ({ number, verdict, reasons }: CiTryView): string => `try ${number} ${verdict}${reasonsIn(reasons)}`;

const codesOf = (reasons: Reasons): string =>
  reasons.length === 0 ? '' : ` (${reasons.map(({ code }) => code).join(', ')})`;

const reasonsIn = (reasons: Reasons): string =>
  reasons.length === 0
    ? ''
    : ` (${reasons.map(({ code, message }) => `${code}: ${message.replace(/\.$/, '')}`).join(', ')})`;
