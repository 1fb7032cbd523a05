import { Args, Context, Parent, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import { mapped } from '../common/mapped.js';
import type { StoredEvent } from '../database/rows.js';
import { present } from '../graphql/errors/top-level.js';
import { numberIn } from '../graphql/node/node.model.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { News } from '../graphql/shared-results.js';
import { PhaseModel } from '../phases/phase.model.js';
import { PhasesRepository } from '../phases/phases.repository.js';
import { RunModel } from '../runs/run.model.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { TierModel } from '../tiers/tier.model.js';
import { TiersRepository } from '../tiers/tiers.repository.js';
import { EventStreams, type FollowedEvent } from './event-streams.js';
import { EventsArgs, RunChangedArgs, RunEventsArgs, RunsEventsArgs } from './events.inputs.js';
import { EventsRepository, type RunVersion } from './events.repository.js';
import { DEFAULT_PER_SECOND } from './pace.js';
import { RunChanges } from './run-changes.js';
import { RunEventModel } from './run-event.model.js';

const DEFAULT_EVENTS = 100;

@Resolver(() => RunEventModel)
export class EventsResolver {
  constructor(
    private readonly streams: EventStreams,
    private readonly changes: RunChanges,
    private readonly runs: RunsRepository,
    private readonly tiers: TiersRepository,
    private readonly phases: PhasesRepository,
  ) {}

  @Subscription(() => RunEventModel, {
    resolve: ({ facts }: News<StoredEvent>) => new RunEventModel(facts),
    description:
      'The events of a run: replays those after `after`, goes live, completes after the event that ends the run.',
  })
  async runEvents(@Args() { runId, after }: RunEventsArgs): Promise<AsyncIterableIterator<News<StoredEvent>>> {
    return mapped(await this.streams.ofRun(runId, after ?? 0), newsOf);
  }

  @Subscription(() => RunEventModel, {
    resolve: ({ facts }: News<StoredEvent>) => new RunEventModel(facts),
    description:
      'The events of all runs from now on, or since an instant: for run lists. Pass the `at` of the newest event received as `since` to continue after a lost connection.',
  })
  async runsEvents(
    @Args() { projectId, since }: RunsEventsArgs,
    @Context() context: OperationContext,
  ): Promise<AsyncIterableIterator<News<StoredEvent>>> {
    return mapped(await this.streams.ofAllRuns(context.projectsOf(projectId), since ?? null), newsOf);
  }

  @Subscription(() => RunModel, {
    resolve(this: EventsResolver, { facts }: News<RunVersion>, _args: unknown, context: OperationContext) {
      return this.runNow(facts.runId, context);
    },
    description:
      'The present state of the run: at once, then after changes, at most `maxPerSecond` times a second and always the newest state; states in between are skipped, one may arrive twice. Completes after the state in which the run has ended.',
  })
  async runChanged(@Args() { runId, maxPerSecond }: RunChangedArgs): Promise<AsyncIterableIterator<News<RunVersion>>> {
    return mapped(await this.changes.ofRun(runId, maxPerSecond ?? DEFAULT_PER_SECOND), changeOf);
  }

  @ResolveField(() => RunModel, { description: 'The run as it is now.' })
  run(@Parent() event: RunEventModel, @Context() context: OperationContext): Promise<RunModel> {
    return this.runNow(event.runId, context);
  }

  @ResolveField(() => TierModel, {
    nullable: true,
    description: 'The tier of its subject, or of its phase, as it is now.',
  })
  async tier(@Parent() event: RunEventModel, @Context() context: OperationContext): Promise<TierModel | null> {
    const tierId =
      idIn(event.subject, 'tier') ?? (event.subject === 'run' ? null : (event.data.tierId as string | undefined));
    const tier = tierId ? await context.loader(this.tiers.byKey).load({ runId: event.runId, tierId }) : null;
    return tier && new TierModel(tier);
  }

  @ResolveField(() => PhaseModel, { nullable: true, description: 'The phase that it is about, as it is now.' })
  async phase(@Parent() event: RunEventModel, @Context() context: OperationContext): Promise<PhaseModel | null> {
    const phaseId = idIn(event.subject, 'phase');
    const phase = phaseId ? await context.loader(this.phases.byKey).load({ runId: event.runId, phaseId }) : null;
    return phase && new PhaseModel(phase);
  }

  private async runNow(runId: string, context: OperationContext): Promise<RunModel> {
    return new RunModel(present(await context.loader(this.runs.byId).load(runId), runId));
  }
}

/** What a run shows of its events. */
@Resolver(() => RunModel)
export class RunEventsResolver {
  constructor(
    private readonly repository: EventsRepository,
    nodes: NodeRegistry,
  ) {
    nodes.serve('event', 2, async ([runId, text], context) => {
      const seq = numberIn(text!);
      if (seq === null || seq === 0) return null;
      const [event] = await context.loader(this.repository.ofRun).load({ runId: runId!, after: seq - 1, first: 1 });
      return event?.seq === seq ? new RunEventModel(event) : null;
    });
  }

  @ResolveField(() => [RunEventModel], { description: 'Its events in order.' })
  async events(
    @Parent() run: RunModel,
    @Args() args: EventsArgs,
    @Context() context: OperationContext,
  ): Promise<RunEventModel[]> {
    const { after, first, types } = args;
    const key = { runId: run.runId, after: after ?? 0, first: first ?? DEFAULT_EVENTS, types: types ?? null };
    return (await context.loader(this.repository.ofRun).load(key)).map((event) => new RunEventModel(event));
  }
}

const changeOf = (change: RunVersion): News<RunVersion> => new News(`${change.runId}@${change.version}`, change);
const newsOf = ({ behind, ...event }: FollowedEvent): News<StoredEvent> =>
  new News(
    keyOf(event),
    event,
    behind.map((each) => new News(keyOf(each), each)),
  );
const keyOf = ({ runId, seq }: StoredEvent): string => `${runId}/${seq}`;

function idIn(subject: string, kind: 'tier' | 'phase'): string | null {
  return subject.startsWith(`${kind}/`) ? subject.slice(kind.length + 1) : null;
}
