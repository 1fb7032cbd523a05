/**
 * What a phase waits for, and who holds it, in words: from its row alone, without a clock and other rows (F3). The
 * token and expiry of a lease are not rendered.
 */
import type { PhaseFacts } from '../../model/facts.js';
import { isPhaseTerminal } from '../../model/phase-state.js';
import { ROLE_TITLES } from '../../model/vocabulary.js';
import { awaitedRole } from '../../rules/work/phase-turn.js';
import { cut, inline } from '../../text/markdown.js';

const WORKER_CHARACTERS = 100;
const FOCUS_CHARACTERS = 300;

type Waiting = Pick<PhaseFacts, 'state' | 'work' | 'notBefore' | 'waitUntil'>;

/** For scripts: the role that is awaited, and the worker that holds the phase. */
export const waitingFields = (phase: Waiting) => ({
  waits_for: isPhaseTerminal(phase.state) ? null : (awaitedRole(phase)?.toLowerCase() ?? null),
  held_by: phase.work.holder && `${phase.work.holder.role.toLowerCase()}/${phase.work.holder.workerId}`,
});

/** A paragraph; null when the phase has ended. */
export function waitingWords(phase: Waiting): string | null {
  if (isPhaseTerminal(phase.state)) return null;
  const { work, notBefore, waitUntil } = phase;
  const sentences = [
    turn(phase),
    notBefore === null ? null : `It is not offered to workers before ${timeOf(notBefore)}.`,
    waitUntil === null || work.holder !== null
      ? null
      : `If nobody takes it by ${timeOf(waitUntil)}, that counts as a failure of the environment.`,
    work.auditRequested === null ? null : requested(work.auditRequested.focus),
    work.environmentFailures === 0 ? null : `The environment failed ${times(work.environmentFailures)} in a row.`,
  ];
  return sentences.filter((sentence) => sentence !== null).join(' ');
}

function turn(phase: Waiting): string {
  const { holder } = phase.work;
  if (holder)
    return `${ROLE_TITLES[holder.role]} ${inline(cut(holder.workerId, WORKER_CHARACTERS))} is at work on it (attempt ${holder.attempt}).`;
  switch (awaitedRole(phase)) {
    case 'BUILDER':
      return 'It waits for its turn and a Builder.';
    case 'AUDITOR':
      return 'An audit is due: it waits for an Auditor.';
    case 'CI':
      return 'CI is due: it waits for a CI worker, or for a report from outside.';
    case null:
      return 'It waits for no worker: the Supervisor or a manual transition moves it on.';
  }
}

const requested = (focus: string | null): string =>
  focus === null || focus.trim() === ''
    ? 'An operator asked for an audit.'
    : `An operator asked for an audit of: ${inline(cut(focus, FOCUS_CHARACTERS))}`;

/** `2026-03-01 08:01:00 UTC`: to the second, as people write it. */
const timeOf = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
