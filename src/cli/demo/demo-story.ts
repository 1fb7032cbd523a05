/** What became of each phase, attempt by attempt, with the reasons of gate and CI in words. */
import { printable, type Output, type Paint } from '../output.js';
import type { StrategyView } from '../plans/strategy-view.js';
import { reasonText } from '../plans/strategy-view.js';
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

/** Builder attempts are counted from 1, what Auditors said stands between them; what CI did stands with the attempt whose patch it tested. */
function attemptsOf({ attempts }: PhaseThen): string[] {
  let count = 0;
  return attempts.flatMap((attempt) => {
    if (attempt.role === 'CI') return [];
    if (attempt.role === 'BUILDER') count += 1;
    const who = attempt.role === 'BUILDER' ? `attempt ${count}` : 'audit';
    return [`${who}: ${[...partsOf(attempt), ...triesOf(attempt.ciTries)].join('; ')}`];
  });
}

/** Where the gate said nothing, because the run ended with this attempt, its worker's words stand instead. */
function partsOf({ state, auditVerdict, gate, notes }: AttemptView): string[] {
  const said = [];
  if (state !== 'SUBMITTED') said.push(state.toLowerCase());
  if (auditVerdict !== null) said.push(auditVerdict);
  if (gate) said.push(`gate ${gate.verdict}${reasonsIn(gate.reasons)}`);
  else if (notes !== null) said.push(notes.trim().split('\n', 1)[0]!);
  return said;
}

const triesOf = (tries: readonly CiTryView[]): string[] =>
  tries.map(({ number, verdict, reasons }) => `CI try ${number} ${verdict}${reasonsIn(reasons)}`);

function reasonsIn(reasons: readonly { readonly code: string; readonly message: string }[]): string {
  return reasons.length === 0 ? '' : ` (${reasons.map(({ code, message }) => `${code}: ${message.replace(/\.$/, '')}`).join(', ')})`;
}
