/** What a span of the timeline is in a trace (O9): an attempt of an agent, CI, or nothing. */
import type { RunEvent } from '../../model/run-event.js';
import type { TracedPart } from '../../model/trace-ids.js';
import type { Span } from '../explain/span-fold.js';
import * as names from './trace-names.js';
import type { TraceSpan } from './trace-span.js';

export interface WorkedSpan extends Pick<TraceSpan, 'name' | 'attributes' | 'events' | 'error' | 'start'> {
  readonly part: Exclude<TracedPart, { readonly kind: 'run' | 'tier' | 'phase' }>;
}

/** What the event that ended a piece of work says of it. */
interface Ending {
  readonly attempt?: number;
  readonly status?: string;
  readonly audit?: string;
  readonly ended?: string;
  readonly gate?: { readonly verdict: string; readonly reasons: readonly string[] };
  readonly ci?: { readonly try?: number; readonly verdict: string; readonly reasons: readonly string[] };
}

const ROLES = { attempt: 'BUILDER', audit: 'AUDITOR', ci: 'CI' } as const;
const PASSED_BY_CI = ['GREEN', 'FLAKY'];
const PASSED_BY_GATE = ['PASS', 'AUDIT'];

/** Null: the span is no work. `tokens` were charged while it lasted. */
export function workSpan(span: Span, event: RunEvent, tokens: number): WorkedSpan | null {
  const { kind, phaseId, attempt, workerId, start } = span;
  if (kind === 'waiting' || kind === 'pause' || kind === 'gate') return null;
  const part = partOf(span, event);
  const ending = event.data as Ending;
  const role = attempt === null && kind !== 'ci' ? null : ROLES[kind];
  const outcome = ending.status ?? span.outcome;
  const work = names.workAttributes({ phaseId, attempt, role, workerId, outcome, tokens });
  if (kind === 'ci') {
    const { verdict = null, try: number = null, reasons = [] } = ending.ci ?? {};
    const name = phaseId === null ? names.spanName.base : names.spanName.ci;
    const error = verdict === null ? (ending.ended ?? null) : PASSED_BY_CI.includes(verdict) ? null : verdict;
    return {
      part,
      start,
      name,
      attributes: { ...work, ...names.ciAttributes(verdict, number, reasons) },
      events: [],
      error,
    };
  }
  const name = attempt === null ? names.spanName.manual : names.spanName.agent(ROLES[kind]);
  const agent = attempt === null ? {} : names.agentAttributes(ROLES[kind]);
  const { gate } = ending;
  const events = gate
    ? [{ name: 'gate', at: event.at, attributes: names.gateAttributes(gate.verdict, gate.reasons) }]
    : [];
  return { part, start, name, attributes: { ...work, ...agent }, events, error: agentError(ending) };
}

function agentError({ status, gate, ended }: Ending): string | null {
  if (ended !== undefined) return ended;
  if (status !== undefined && status !== 'SUCCEEDED') return status;
  return gate && !PASSED_BY_GATE.includes(gate.verdict) ? gate.verdict : null;
}

function partOf({ phaseId, attempt }: Span, { seq }: RunEvent): WorkedSpan['part'] {
  if (phaseId === null) return { kind: 'base' };
  return attempt === null ? { kind: 'outside', phaseId, seq } : { kind: 'attempt', phaseId, attempt };
}
