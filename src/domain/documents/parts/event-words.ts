/**
 * Events in words, a line each, for people who want to know how a run came to its end. An event's data is read as it is
 * found: events of older versions hold less, and what is not known is left out. `events.json` holds all of it.
 */
import type { RunEvent, RunEventType } from '../../model/run-event.js';
import { cut, inline, instant } from '../../text/markdown.js';

/** An event as the pack shows it; data that is too large for a file is null. */
export type RenderedEvent = Omit<RunEvent, 'data'> & { readonly data: Readonly<Record<string, unknown>> | null };

const WORD_CHARACTERS = 120;
const SENTENCE_CHARACTERS = 200;
/** Reasons, issues or refs that an event's line names. */
const MOST_NAMED = 5;

/** What happened when no state changed. */
const HAPPENED: Readonly<Record<RunEventType, string>> = {
  RUN_STATE_CHANGED: 'changed',
  TIER_STATE_CHANGED: 'changed',
  PHASE_STATE_CHANGED: 'changed',
  PLAN_TIER_ADDED: 'was added to the plan',
  PLAN_PHASE_ADDED: 'was added to the plan',
  TOKENS_ADDED: 'was charged with tokens',
  ISSUES_RECORDED: 'has issues recorded',
  RUN_RELEASED: 'was released',
  WORK_CLAIMED: 'was claimed',
  WORK_ENDED: 'continues after its work ended',
  AUDIT_REQUESTED: 'is to be audited',
  REFS_INTENDED: 'is about to move refs',
  REFS_SETTLED: 'has its refs settled',
  BASE_CHECKED: 'has its base checked',
};

/** `- 7, 2026-03-01T08:00:00.000Z, operator (startRun): run new → RUN_CREATED` */
export function eventLine(event: RenderedEvent): string {
  const { seq, at, actor, cause, subject, type, fromState, toState } = event;
  const what = toState === null ? (HAPPENED[type] ?? type) : `${fromState ?? 'new'} → ${toState}`;
  const details = event.data === null ? [] : detailsOf(event.data);
  const by = `${short(actor)} (${short(cause)})`;
  return `- ${seq}, ${instant(at)}, ${by}: ${short(subject)} ${what}${details.length > 0 ? `; ${details.join('; ')}` : ''}`;
}

type Data = Readonly<Record<string, unknown>>;

/** The data of an event that may be displayed, in order. */
const REPORTERS: readonly ((data: Data) => string | null)[] = [
  ({ attempt }) => (isCount(attempt) ? `attempt ${attempt}` : null),
  ({ status }) => (isText(status) ? `status ${short(status)}` : null),
  ({ audit }) => (isText(audit) ? `audit ${short(audit)}` : null),
  ({ ended }) => (isText(ended) ? `lease ${short(ended)}` : null),
  ({ gate }) => (isData(gate) ? judged('gate', gate) : null),
  ({ ci }) => (isData(ci) ? judged(isCount(ci.try) ? `CI try ${ci.try}` : 'CI', ci) : null),
  ({ waited }) => (waited === true ? 'no worker claimed it in time' : null),
  ({ environment }) => (isText(environment) ? `environment: ${sentence(environment)}` : null),
  ({ tokens }) => (isCount(tokens) ? `${tokens} tokens` : null),
  ({ issues }) => (Array.isArray(issues) ? `issues: ${issues.length}` : null),
  ({ refs_moved }) => (Array.isArray(refs_moved) ? movedRefs(refs_moved) : null),
  ({ note }) => (isText(note) ? `note: ${sentence(note)}` : null),
  ({ focus }) => (isText(focus) ? `focus: ${sentence(focus)}` : null),
  ({ failure }) => (isData(failure) && isText(failure.rule) ? `rule ${short(failure.rule)}` : null),
];

const detailsOf = (data: Data): string[] => REPORTERS.flatMap((report) => report(data) ?? []);

function judged(who: string, { verdict, reasons }: Data): string | null {
  if (!isText(verdict)) return null;
  const codes = Array.isArray(reasons) ? reasons.filter(isText) : [];
  return `${who} ${short(verdict)}${codes.length > 0 ? ` (${named(codes)})` : ''}`;
}

function movedRefs(moves: readonly unknown[]): string {
  const words = moves
    .filter(isData)
    .map(({ ref, to }) => `${isText(ref) ? ref : 'a ref'} to ${isText(to) ? to : 'nothing'}`);
  return `moved ${named(words)}`;
}

function named(words: readonly string[]): string {
  const more = words.length - MOST_NAMED;
  return `${words.slice(0, MOST_NAMED).map(short).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isCount = (value: unknown): value is number => typeof value === 'number';
const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
const short = (text: string): string => inline(cut(text, WORD_CHARACTERS));
const sentence = (text: string): string => inline(cut(text, SENTENCE_CHARACTERS));
