/** Texts that go with a result: cut to what the Supervisor takes, and with the reason first, because that is what the next attempt reads. */
import { TEXT_MAX_LENGTH } from '../../domain/model/identity.js';
import type { AgentEnd, AgentOutcome } from '../agents/contract/agent.js';

const CUT = '\n…';

/** Paragraphs as one text that the Supervisor accepts (I4); empty ones are left out. */
export function notesOf(...paragraphs: readonly (string | null | undefined)[]): string {
  const text = paragraphs
    .map((each) => (each ?? '').trim())
    .filter((each) => each !== '')
    .join('\n\n');
  return fitting(text);
}

function fitting(text: string): string {
  const clean = text.toWellFormed().replaceAll('\u0000', '\ufffd');
  return clean.length <= TEXT_MAX_LENGTH
    ? clean
    : `${clean.slice(0, TEXT_MAX_LENGTH - CUT.length).toWellFormed()}${CUT}`;
}

const WHY: Readonly<Record<Exclude<AgentOutcome, 'completed' | 'no_change' | 'lease_lost'>, string>> = {
  refused: 'The agent refused the task.',
  budget: 'The agent used up its budget of tokens or turns before it was done.',
  unfinished: 'The agent was not done when its turn ended.',
  timeout: 'The agent was not done in time and was ended.',
  crashed: 'The agent broke off.',
  protocol_error: 'What the agent said could not be understood, or it left no result where one is needed.',
};

/** Why an agent's work counts as failed, with its own words; null if it was done. */
export function failureOf(end: AgentEnd): string | null {
  if (end.outcome === 'completed' || end.outcome === 'no_change') return null;
  const why = end.outcome === 'lease_lost' ? 'The agent was stopped.' : WHY[end.outcome];
  const code = end.exitCode === null || end.exitCode === 0 ? '' : ` Its exit code was ${end.exitCode}.`;
  return notesOf(`${why}${code}`, end.resultFault, ...end.remarks, statedBy(end));
}

/** What an agent that was done says of its work: its result's notes, or else its last words (W8). */
export const closingWords = (
  { outcome, lastWords }: Pick<AgentEnd, 'outcome' | 'lastWords'>,
  notes: string | null | undefined,
): string | null => notes || (outcome === 'completed' ? lastWords : null);

/** What an agent said that ended well and changed nothing: the next attempt, and people, read why. null: it said nothing, or did something. */
export function unchangedWords(end: Pick<AgentEnd, 'outcome' | 'lastWords' | 'errorOutput'>): string | null {
  const stated = statedBy(end);
  return end.outcome !== 'no_change' || stated === null ? null : `The agent changed nothing. ${stated}`;
}

/** Its last words, with the end of what it wrote to standard error; null: neither. */
function statedBy({ lastWords, errorOutput }: Pick<AgentEnd, 'lastWords' | 'errorOutput'>): string | null {
  const parts = [lastWords, errorOutput && `On standard error:\n${errorOutput}`].filter((part) => part !== null);
  return parts.length === 0 ? null : `Its last words:\n${parts.join('\n\n')}`;
}
