/**
 * The events of a run (E1): what happened, in order, without gaps. The rows can be recomputed from them (see
 * fold-events.ts).
 */

export const RUN_EVENT_TYPES = [
  'RUN_STATE_CHANGED',
  'TIER_STATE_CHANGED',
  'PHASE_STATE_CHANGED',
  'PLAN_TIER_ADDED',
  'PLAN_PHASE_ADDED',
  'TOKENS_ADDED',
  'ISSUES_RECORDED',
  'RUN_RELEASED',
  'WORK_CLAIMED',
  'WORK_ENDED',
  'AUDIT_REQUESTED',
  'REFS_INTENDED',
  'REFS_SETTLED',
  'BASE_CHECKED',
] as const;
export type RunEventType = (typeof RUN_EVENT_TYPES)[number];

/** The actor: `operator`, `operator/{token}`, `clock` or `{role}/{worker}`; a worker with a token of its own is `{token}/{worker}`. */
export type Actor = 'operator' | 'clock' | `${string}/${string}`;
export type Subject = 'run' | `tier/${string}` | `phase/${string}`;

/** What an event is about, without its id. */
export const EVENT_SUBJECTS = ['RUN', 'TIER', 'PHASE'] as const;
export type EventSubject = (typeof EVENT_SUBJECTS)[number];
export const subjectKind = (subject: Subject): EventSubject =>
  subject.startsWith('phase/') ? 'PHASE' : subject.startsWith('tier/') ? 'TIER' : 'RUN';

/** The kind of actor, without a name. */
export const EVENT_ACTORS = ['OPERATOR', 'CLOCK', 'BUILDER', 'AUDITOR', 'CI'] as const;
export type EventActor = (typeof EVENT_ACTORS)[number];
/** Every actor that is neither a worker nor the clock is an operator. */
export function actorKind(actor: Actor): EventActor {
  const word = actor.split('/', 1)[0]!.toUpperCase();
  return EVENT_ACTORS.find((kind) => kind === word) ?? 'OPERATOR';
}

export interface RunEvent {
  readonly seq: number;
  readonly type: RunEventType;
  readonly subject: Subject;
  readonly actor: Actor;
  /** The command that caused it, in the field's words. */
  readonly cause: string;
  readonly at: Date;
  readonly fromState: string | null;
  readonly toState: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}
