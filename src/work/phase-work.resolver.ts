/** What phases, attempts and runs show of the work on them. */
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { auditRefusal } from '../domain/decisions/work/request-audit.js';
import { dispatchStopped } from '../domain/rules/project/dispatch.js';
import { awaitedRole } from '../domain/rules/work/phase-turn.js';
import { waitsFor } from '../domain/rules/work/waits.js';
import { DrainRepository } from '../drain/drain.repository.js';
import { ArtefactModel } from '../file-layout/artefact.model.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { LeaseInfoModel } from '../graphql/types/lease-info.model.js';
import { DateTime } from '../graphql/types/scalars.js';
import { AttemptOutputModel } from '../output/output.model.js';
import { OutputRepository } from '../output/output.repository.js';
import { PhaseModel } from '../phases/phase.model.js';
import { PhasesRepository } from '../phases/phases.repository.js';
import { ProjectsRepository } from '../projects/projects.repository.js';
import { RunModel } from '../runs/run.model.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { AttachmentsService } from './attachments.service.js';
import { AttemptModel, CiTryModel } from './attempt.model.js';
import { LateResultModel } from './late-result.model.js';
import { LateResultsArgs } from './work.inputs.js';
import { WorkRepository } from './work.repository.js';

@Resolver(() => PhaseModel)
export class PhaseWorkResolver {
  constructor(
    private readonly repository: WorkRepository,
    private readonly runs: RunsRepository,
    private readonly phases: PhasesRepository,
    private readonly projects: ProjectsRepository,
    private readonly drains: DrainRepository,
  ) {}

  @ResolveField(() => [AttemptModel], { description: 'Every attempt, by its number: Builders, Auditors and CI.' })
  async attempts(
    @Parent() { runId, phaseId }: PhaseModel,
    @Context() context: OperationContext,
  ): Promise<AttemptModel[]> {
    const attempts = await context.loader(this.repository.attempts).load({ runId, phaseId });
    return attempts.map((attempt) => new AttemptModel(attempt));
  }

  @ResolveField(() => LeaseInfoModel, { nullable: true, description: 'The worker that holds it now; null: none.' })
  async holder(@Parent() { facts }: PhaseModel, @Context() context: OperationContext): Promise<LeaseInfoModel | null> {
    if (facts.work.holder === null) return null;
    const lease = await context.loader(this.repository.leaseOfRun).load(facts.runId);
    return lease?.phaseId === facts.phaseId ? new LeaseInfoModel(lease) : null;
  }

  @ResolveField(() => ReasonModel, {
    nullable: true,
    description: 'What has to happen next for it to continue; null when it has ended.',
  })
  async waitingFor(@Parent() { facts }: PhaseModel, @Context() context: OperationContext): Promise<ReasonModel | null> {
    const [run, head] = await Promise.all([
      context.loader(this.runs.byId).load(facts.runId),
      context.loader(this.phases.headOfRun).load(facts.runId),
    ]);
    if (!run) return null;
    const isItsTurn = head?.phaseId === facts.phaseId && awaitedRole(facts) !== null;
    if (!isItsTurn) return waitsFor(run, facts, head, null);
    const [project, drain] = await Promise.all([
      context.loader(this.projects.many).load(run.projectId),
      context.loader(this.drains.once).load('drain'),
    ]);
    return waitsFor(run, facts, head, project && drain && dispatchStopped(project, drain));
  }

  @ResolveField(() => ReasonModel, {
    nullable: true,
    description: 'Why requestAudit would be refused now; null: it would be accepted.',
  })
  async auditRefusal(
    @Parent() { facts }: PhaseModel,
    @Context() context: OperationContext,
  ): Promise<ReasonModel | null> {
    const run = await context.loader(this.runs.byId).load(facts.runId);
    const refusal = run && auditRefusal(run, facts);
    return refusal && { code: refusal.code, message: refusal.message, changesAt: null };
  }

  @ResolveField(() => DateTime, { nullable: true, description: 'It is not offered before this instant: a pause.' })
  notBefore(@Parent() { facts }: PhaseModel): Date | null {
    return facts.notBefore;
  }
}

@Resolver(() => AttemptModel)
export class AttemptResolver {
  constructor(
    private readonly repository: WorkRepository,
    private readonly attachments: AttachmentsService,
    private readonly phases: PhasesRepository,
    private readonly printed: OutputRepository,
  ) {}

  @ResolveField(() => AttemptOutputModel, {
    nullable: true,
    description:
      'The newest 64 kB that its agent or CI printed; null: nothing is kept, or the attempt ended a while ago.',
  })
  async output(
    @Parent() { facts: { runId, phaseId, number: attempt } }: AttemptModel,
    @Context() context: OperationContext,
  ): Promise<AttemptOutputModel | null> {
    const kept = await context.loader(this.printed.kept).load({ runId, phaseId, attempt, after: 0 });
    return kept && kept.to > 0 ? kept : null;
  }

  @ResolveField(() => PhaseModel, { description: 'The phase, as it is now.' })
  async phase(@Parent() { facts }: AttemptModel, @Context() context: OperationContext): Promise<PhaseModel> {
    return new PhaseModel((await context.loader(this.phases.byKey).load(facts))!);
  }

  @ResolveField(() => [CiTryModel], {
    description: 'Tries of the commit that holds its patch; of a CI attempt: the one that it ran.',
  })
  async ciTries(@Parent() { facts }: AttemptModel, @Context() context: OperationContext): Promise<CiTryModel[]> {
    const tries = await context.loader(this.repository.tries).load(facts);
    const own =
      facts.role === 'CI'
        ? tries.filter((each) => each.ciAttempt === facts.number)
        : tries.filter((each) => each.attempt === facts.number);
    return own.map((each) => new CiTryModel(each));
  }

  @ResolveField(() => [ArtefactModel], { description: 'Patch, result and logs that it submitted.' })
  artefacts(@Parent() { facts }: AttemptModel, @Context() context: OperationContext): Promise<ArtefactModel[]> {
    return this.attachments.of(facts, context, (row) => row.attempt === facts.number && row.lateResultId === null);
  }
}

@Resolver(() => CiTryModel)
export class CiTryResolver {
  constructor(private readonly attachments: AttachmentsService) {}

  @ResolveField(() => [ArtefactModel], { description: 'Log and reports of the try.' })
  artefacts(@Parent() { facts }: CiTryModel, @Context() context: OperationContext): Promise<ArtefactModel[]> {
    const owner = facts.ciAttempt ?? facts.attempt;
    return this.attachments.of(facts, context, (row) => row.attempt === owner && row.tryNumber === facts.number);
  }
}

@Resolver(() => LateResultModel)
export class LateResultResolver {
  constructor(private readonly attachments: AttachmentsService) {}

  @ResolveField(() => [ArtefactModel], { description: 'What it submitted.' })
  artefacts(@Parent() { facts }: LateResultModel, @Context() context: OperationContext): Promise<ArtefactModel[]> {
    return this.attachments.of(facts, context, (row) => row.lateResultId === facts.id);
  }
}

@Resolver(() => RunModel)
export class RunWorkResolver {
  constructor(
    private readonly repository: WorkRepository,
    nodes: NodeRegistry,
  ) {
    nodes.serve(
      'late-result',
      1,
      async ([id]) => {
        const late = await this.repository.lateResult(id!);
        return late && new LateResultModel(late);
      },
      ({ runId }: LateResultModel) => ({ runId }),
    );
    nodes.serve('attempt', 3, async ([runId, phaseId, number], context) => {
      const attempts = await context.loader(this.repository.attempts).load({ runId: runId!, phaseId: phaseId! });
      const attempt = attempts.find((each) => String(each.number) === number);
      return attempt ? new AttemptModel(attempt) : null;
    });
  }

  @ResolveField(() => [LateResultModel], { description: 'Results that arrived too late, newest first.' })
  async lateResults(
    @Parent() { runId }: RunModel,
    @Args() { first }: LateResultsArgs,
    @Context() context: OperationContext,
  ): Promise<LateResultModel[]> {
    const late = await context.loader(this.repository.lateResults).load({ runId, most: first ?? 50 });
    return late.map((each) => new LateResultModel(each));
  }
}
