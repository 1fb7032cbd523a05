/**
 * The spans of a run (O9): a pure fold over its events, on the spans of its timeline (O7). A span is given when it has
 * ended, children before their parents, with ids that every server derives alike: whoever folds the events, whenever,
 * gives the same spans.
 */
import type { RunFailure } from '../../model/facts.js';
import { isPhaseTerminal, type PhaseState } from '../../model/phase-state.js';
import type { PhaseAddition, PhasePlan, TierPlan, WholePlan } from '../../model/plan-data.js';
import type { RunEvent } from '../../model/run-event.js';
import { isRunTerminal, type RunState } from '../../model/run-state.js';
import { isTierTerminal, type TierState } from '../../model/tier-state.js';
import { spanIdOf, type TracedPart, traceIdOf } from '../../model/trace-ids.js';
import { InOrder, SpanFold } from '../explain/span-fold.js';
import * as names from './trace-names.js';
import type { TraceSpan } from './trace-span.js';
import { type WorkedSpan, workSpan } from './work-span.js';

interface Refs {
  readonly baseCommit?: string | null;
  readonly headCommit?: string | null;
}

interface Begun {
  readonly tierId: string;
  readonly start: Date;
}

/** What a span says besides its ids and instants. */
type Stated = Pick<TraceSpan, 'name' | 'attributes' | 'error'> & Partial<Pick<TraceSpan, 'events'>>;

export class TraceFold {
  private readonly order = new InOrder();
  private readonly timeline = new SpanFold();
  private readonly plans = new Map<string, Pick<PhasePlan, 'taskCategory' | 'complexity'>>();
  private readonly phases = new Map<string, Begun>();
  private readonly tiers = new Map<string, Date>();
  private begun: Date | null = null;
  private projectId = '';
  private tokens = 0;
  /** By phase and attempt, of attempts that last. */
  private readonly charged = new Map<string, number>();
  private refs: Refs = {};

  constructor(private readonly runId: string) {}

  /** The spans that the event ends. Events come by seq, without gaps. */
  add(stored: RunEvent): TraceSpan[] {
    const event = this.order.at(stored);
    this.begun ??= event.at;
    this.read(event);
    const { subject } = event;
    if (subject.startsWith('phase/')) this.beginPhase(subject.slice('phase/'.length), event);
    if (subject.startsWith('tier/') && event.toState === 'IN_PROGRESS')
      this.tiers.set(subject.slice('tier/'.length), event.at);
    return [...this.work(event), ...this.phaseOrTier(event), ...this.run(event)];
  }

  private read({ data, subject }: RunEvent): void {
    const {
      plan,
      tier,
      phase,
      tokens = 0,
      refs,
      attempt = null,
    } = data as {
      plan?: WholePlan;
      tier?: TierPlan;
      phase?: PhaseAddition['phase'];
      tokens?: number;
      refs?: Refs;
      attempt?: number;
    };
    if (plan) this.projectId = plan.projectId;
    const added = [
      ...(plan?.tiers ?? []).flatMap(({ phases }) => phases),
      ...(tier?.phases ?? []),
      ...(phase ? [phase] : []),
    ];
    for (const { phaseId, taskCategory, complexity } of added) this.plans.set(phaseId, { taskCategory, complexity });
    this.tokens += tokens;
    if (tokens > 0) {
      const key = `${subject} ${attempt}`;
      this.charged.set(key, (this.charged.get(key) ?? 0) + tokens);
    }
    this.refs = { ...this.refs, ...refs };
  }

  private beginPhase(phaseId: string, { toState, data, at }: RunEvent): void {
    if (toState !== 'EXECUTING' || this.phases.has(phaseId)) return;
    this.phases.set(phaseId, { tierId: data.tierId as string, start: at });
  }

  /** Attempts and CI; waits and the gate are the time between them. */
  private work(event: RunEvent): TraceSpan[] {
    return this.timeline.add(event).flatMap((span) => {
      const key = `phase/${span.phaseId} ${span.attempt}`;
      const worked = workSpan(span, event, this.charged.get(key) ?? 0);
      this.charged.delete(key);
      return worked ? [this.ofWork(worked, event)] : [];
    });
  }

  private ofWork({ part, start, ...stated }: WorkedSpan, event: RunEvent): TraceSpan {
    const parent: TracedPart = part.kind === 'base' ? { kind: 'run' } : { kind: 'phase', phaseId: part.phaseId };
    return this.span(part, parent, start, event, stated);
  }

  private phaseOrTier(event: RunEvent): TraceSpan[] {
    const { subject, toState, type } = event;
    if (type === 'PHASE_STATE_CHANGED' && isPhaseTerminal(toState as PhaseState))
      return this.endPhase(subject.slice('phase/'.length), event, toState!);
    if (type === 'TIER_STATE_CHANGED' && isTierTerminal(toState as TierState))
      return this.endTier(subject.slice('tier/'.length), event, toState!);
    return [];
  }

  /** A phase that was never begun has no span. */
  private endPhase(phaseId: string, event: RunEvent, state: string): TraceSpan[] {
    const phase = this.phases.get(phaseId);
    if (!phase) return [];
    this.phases.delete(phaseId);
    const { taskCategory: category = null, complexity = null } = this.plans.get(phaseId) ?? {};
    const { tierId, start } = phase;
    return [
      this.span({ kind: 'phase', phaseId }, { kind: 'tier', tierId }, start, event, {
        name: names.spanName.phase(phaseId),
        attributes: names.phaseAttributes({ tierId, phaseId, state, category, complexity }),
        error: state === 'FAILED' ? state : null,
      }),
    ];
  }

  private endTier(tierId: string, event: RunEvent, state: string): TraceSpan[] {
    const start = this.tiers.get(tierId);
    if (!start) return [];
    this.tiers.delete(tierId);
    return [
      this.span({ kind: 'tier', tierId }, { kind: 'run' }, start, event, {
        name: names.spanName.tier(tierId),
        attributes: names.tierAttributes(tierId, state),
        error: state === 'FAILED' ? state : null,
      }),
    ];
  }

  private run(event: RunEvent): TraceSpan[] {
    if (event.type !== 'RUN_STATE_CHANGED' || !isRunTerminal(event.toState as RunState)) return [];
    const state = event.toState!;
    const { baseCommit: base = null, headCommit: head = null } = this.refs;
    const { projectId, tokens } = this;
    const failure = event.data.failure as RunFailure | undefined;
    return [
      this.span({ kind: 'run' }, null, this.begun!, event, {
        name: names.spanName.run(projectId),
        attributes: names.runAttributes({ projectId, state, tokens, base, head }),
        error: state === 'DONE_SUCCESS' ? null : (failure?.reasons[0]?.code ?? state),
      }),
    ];
  }

  private span(
    part: TracedPart,
    parent: TracedPart | null,
    start: Date,
    { at, seq }: RunEvent,
    stated: Stated,
  ): TraceSpan {
    const { runId } = this;
    return {
      traceId: traceIdOf(runId),
      spanId: spanIdOf(runId, part),
      parentSpanId: parent && spanIdOf(runId, parent),
      events: [],
      ...stated,
      attributes: {
        [names.RUN_ID]: runId,
        ...stated.attributes,
        ...(stated.error === null ? {} : { [names.ERROR_TYPE]: stated.error }),
      },
      start,
      end: at,
      seq,
    };
  }
}
