/**
 * How an agent's output is read: its tokens, whether it is done, and what it says went wrong. A profile is a pure reader of text; it believes
 * nothing about success (every agent's stream changes with its versions, and its exit code lies), and no line can make it fail.
 */
import type { AgentOutcome, AgentTokens } from '../agent.js';

export const OUTPUT_PROFILES = [
  'plain',
  'claude-stream-json',
  'codex-jsonl',
  'gemini-stream-json',
  'opencode-json',
  'copilot-jsonl',
  'qwen-stream-json',
] as const;
export type OutputProfileName = (typeof OUTPUT_PROFILES)[number];

/** What an agent itself calls its failure. */
export interface SaidFault {
  readonly outcome: Extract<AgentOutcome, 'refused' | 'budget' | 'crashed'>;
  readonly text: string;
}

export interface Seen {
  readonly tokens: AgentTokens;
  /** The last line of its talk has come; what is still running then only keeps us waiting. */
  readonly finished: boolean;
  readonly fault: SaidFault | null;
  /** Why its turn ended before its work did, though it names no failure: a sentence; null: it did not. */
  readonly unfinished: string | null;
  /** Its own words at the end: its closing text, or what it said last. Kept for the next attempt, cut to `WORDS_LENGTH`. */
  readonly words: string | null;
  /** Whether a model has answered: a text or the use of a tool was seen. */
  readonly worked: boolean;
  /** What it did last, one short line. */
  readonly note: string | null;
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
/** The most that is kept of an agent's own words. */
export const WORDS_LENGTH = 4_000;
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

/** A text as its author wrote it, without control characters but line ends, cut at its end; null if nothing is left. */
export function wordsOf(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const clean = text
    .slice(0, WORDS_LENGTH * 2)
    .replaceAll(/[^\P{Cc}\n\t]+/gu, ' ')
    .trim();
  if (clean === '') return null;
  return (clean.length <= WORDS_LENGTH ? clean : `${clean.slice(0, WORDS_LENGTH - 1)}…`).toWellFormed();
}

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a value; none if it is no object. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
