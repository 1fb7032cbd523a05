/**
 * How an agent's output is read: its tokens, whether it is done, and what it says went wrong. A profile is a pure reader of text; it believes
 * nothing about success (every agent's stream changes with its versions, and its exit code lies), and no line can make it fail.
 */
import { plainOutput } from '../../../common/plain-output.js';
import type { AgentOutcome, AgentTokens } from '../contract/agent.js';

export const OUTPUT_PROFILES = [
  'plain',
  'claude-stream-json',
  'codex-jsonl',
  'gemini-stream-json',
  'opencode-json',
  'copilot-jsonl',
  'qwen-stream-json',
  'pi-json',
  'cline-json',
  'droid-stream-json',
] as const;
export type OutputProfileName = (typeof OUTPUT_PROFILES)[number];

/** What an agent itself calls its failure. */
export interface StatedFault {
  readonly outcome: Extract<AgentOutcome, 'refused' | 'budget' | 'crashed'>;
  readonly text: string;
  /** The HTTP status of its provider, where a field reports it. */
  readonly status?: number;
}

export interface Seen {
  readonly tokens: AgentTokens;
  /** The last line of its talk has come; what is still running then only keeps us waiting. */
  readonly finished: boolean;
  readonly fault: StatedFault | null;
  /** Why its turn ended before its work did, though it names no failure: a sentence; null: it did not. */
  readonly unfinished: string | null;
  /** Its own words at the end: its closing text, or what it said last; the end of it, up to `WORDS_LENGTH`. Null: it said nothing. */
  readonly lastWords: string | null;
  /** Whether a model has answered: a text or the use of a tool was seen. */
  readonly worked: boolean;
  /** What it did last, one short line. */
  readonly note: string | null;
  /** Lines that were no JSON, or longer than any honest one. */
  readonly unreadableLines: number;
  /** What it wrote between lines that have a form, which has none: what a program says that cannot begin. Empty: nothing, or nothing has a form. */
  readonly stray: string;
}

export interface OutputProfile {
  /** The next piece of standard output, cut anywhere; a line end after the last one. */
  read(text: string): void;
  /** What can be said so far. */
  seen(): Seen;
}

const NOTE_LENGTH = 200;
/** The most that is kept of an agent's own words. */
const WORDS_LENGTH = 4_000;
/** What is kept, meanwhile, of a text that comes in pieces: more than is displayed of it, so that it is seen where it is cut. */
export const READ_LENGTH = 2 * WORDS_LENGTH;
const CUT = '… ';
const MOST_TOKENS = 1_000_000_000_000;

/** A figure of a foreign stream: a whole number within reason, else nothing. */
export function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= MOST_TOKENS
    ? Math.round(value)
    : null;
}

/** The first line of a text, short enough for a heartbeat. */
export function noteOf(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const line = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return line === '' ? null : [...line].slice(0, NOTE_LENGTH).join('').toWellFormed();
}

/** A text as people read it, without what only a terminal understands; the end of a long one. Null: nothing is left. */
export function wordsOf(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const read = text.slice(-READ_LENGTH);
  const clean = plainOutput(read.toWellFormed()).trim();
  if (clean === '') return null;
  return read.length === text.length ? endOf(clean) : endOf(clean, Math.min(WORDS_LENGTH, clean.length - 1));
}

/** The end of a text with a sign that it is cut, from a line's begin if one is near. */
export function endOf(text: string, most = WORDS_LENGTH): string {
  if (text.length <= most) return text;
  const end = text.slice(Math.min(0, CUT.length - most));
  const line = end.indexOf('\n') + 1;
  return `${CUT}${(line > 0 && line < end.length / 2 ? end.slice(line) : end).toWellFormed().trimStart()}`;
}

/** A fault as an agent names it, with what it reports about its provider in fields: an HTTP status, and a name of the failure. */
export function crash(stated: string, status: number | null, name = ''): StatedFault {
  const reported = [status === null ? '' : `HTTP ${status}`, name];
  const named = reported.filter((each) => each !== '' && !stated.includes(each.replace('HTTP ', '')));
  return {
    outcome: 'crashed',
    text: named.length === 0 ? stated : `${stated} (${named.join(', ')})`,
    ...(status === null ? {} : { status }),
  };
}

/** A missing login, though no status says so. */
export const crashOfLogin = (stated: string): StatedFault => ({ outcome: 'crashed', text: stated, status: 401 });

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
