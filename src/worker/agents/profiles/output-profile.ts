/**
 * How an agent's output is read: its tokens, whether it is done, and what it says went wrong. A profile is a pure reader of text; it believes
 * nothing about success (every agent's stream changes with its versions, and its exit code lies), and no line can make it fail.
 */
import type { AgentOutcome, AgentTokens } from '../agent.js';

export const OUTPUT_PROFILES = ['plain', 'claude-stream-json', 'codex-jsonl', 'gemini-stream-json', 'opencode-json'] as const;
export type OutputProfileName = (typeof OUTPUT_PROFILES)[number];

/** What an agent itself calls its failure. */
export interface SaidFault {
  readonly outcome: Extract<AgentOutcome, 'refused' | 'budget' | 'crashed'>;
  readonly text: string;
  /** The HTTP status of its provider, where a field tells it. */
  readonly status?: number;
}

export interface Seen {
  readonly tokens: AgentTokens;
  /** The last line of its talk has come; what is still running then only keeps us waiting. */
  readonly finished: boolean;
  readonly fault: SaidFault | null;
  /** What it did last, one short line. */
  readonly note: string | null;
  /** Its last words on standard output, as it wrote them; null: it said nothing. */
  readonly closing: string | null;
  /** Lines that were no JSON, or longer than any honest one. */
  readonly unreadableLines: number;
}

export interface OutputProfile {
  /** The next piece of standard output, cut anywhere; a line end after the last one. */
  read(text: string): void;
  /** What can be said so far. */
  seen(): Seen;
}

const NOTE_LENGTH = 200;
const CLOSING_LENGTH = 4_000;
const MOST_TOKENS = 1_000_000_000_000;

/** A figure of a foreign stream: a whole number within reason, else nothing. */
export function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= MOST_TOKENS ? Math.round(value) : null;
}

/** The first line of a text, short enough for a heartbeat. */
export function noteOf(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const line = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return line === '' ? null : [...line].slice(0, NOTE_LENGTH).join('').toWellFormed();
}

/** What is kept of last words: their end. Pieces of one message are joined. */
export const closingOf = (said: unknown, before = ''): string | null => {
  const whole = typeof said === 'string' ? `${before}${said}` : '';
  return whole.trim() === '' ? null : whole.slice(-CLOSING_LENGTH).toWellFormed();
};

/** A fault as an agent names it, with its provider's status where one is told. */
export const crash = (said: string, status: number | null): SaidFault => ({
  outcome: 'crashed',
  text: said,
  ...(status === null ? {} : { status }),
});

/** An HTTP status of a foreign stream; null: none. */
export const httpStatus = (value: unknown): number | null => {
  const status = count(typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value);
  return status !== null && status >= 400 && status <= 599 ? status : null;
};

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a value; none if it is no object. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
