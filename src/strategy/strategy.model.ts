import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { BuilderMode, CiProfile, Complexity } from '../domain/model/vocabulary.js';
import type { PhaseStrategy, Strategy, TierStrategy } from '../domain/rules/strategy/strategy.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { BuilderModeEnum, CiProfileEnum, ComplexityEnum } from '../graphql/types/enums.js';
import { JSONObject, SafeInt } from '../graphql/types/scalars.js';

@ObjectType('PhaseStrategy', { description: 'What the strategy says of a phase, each value with its reason.' })
export class PhaseStrategyModel {
  constructor(private readonly compiled: PhaseStrategy) {}

  @Field(() => ID, { description: 'The phase.' })
  get phaseId(): string {
    return this.compiled.phaseId;
  }
  @Field(() => String, { nullable: true, description: 'Kind of work, as planned.' })
  get taskCategory(): string | null {
    return this.compiled.taskCategory;
  }
  @Field(() => ComplexityEnum, { description: 'The more careful of what was requested and the category’s default.' })
  get complexity(): Complexity {
    return this.compiled.complexity;
  }
  @Field(() => BuilderModeEnum, { description: 'How the Builder shall go about it.' })
  get builderMode(): BuilderMode {
    return this.compiled.builderMode;
  }
  @Field(() => CiProfileEnum, { description: 'Strict for high complexity and in safety critical runs.' })
  get ciProfile(): CiProfile {
    return this.compiled.ciProfile;
  }
  @Field(() => Boolean, { description: 'False: no patch is applied before an Auditor approved it.' })
  get autoApply(): boolean {
    return this.compiled.autoApply;
  }
  @Field(() => Int, { description: 'Tries of a Builder.' })
  get maxBuilderAttempts(): number {
    return this.compiled.maxBuilderAttempts;
  }
  @Field(() => Int, { description: 'Audits, those included that `autoApply: false` needs.' })
  get maxAuditorAttempts(): number {
    return this.compiled.maxAuditorAttempts;
  }
  @Field(() => SafeInt, { description: 'Most tokens of the phase, all attempts together; more ends the run.' })
  get incidentTokenCap(): number {
    return this.compiled.incidentTokenCap;
  }
  @Field({ description: 'Which kind of review an Auditor gives it.' })
  get auditorProfile(): string {
    return this.compiled.auditorProfile;
  }
  @Field(() => [ReasonModel], { description: 'Where each value came from; `code` names the value.' })
  get reasons(): ReasonModel[] {
    return [...this.compiled.reasons];
  }
}

@ObjectType('TierStrategy', { description: 'What the strategy says of a tier, each value with its reason.' })
export class TierStrategyModel {
  constructor(private readonly compiled: TierStrategy) {}

  @Field(() => ID, { description: 'The tier.' })
  get tierId(): string {
    return this.compiled.tierId;
  }
  @Field(() => SafeInt, { description: 'More tokens make the tier not clean.' })
  get tokenCap(): number {
    return this.compiled.tokenCap;
  }
  @Field(() => Int, { description: 'More CI runs make it not clean.' })
  get ciRunCap(): number {
    return this.compiled.ciRunCap;
  }
  @Field(() => Int, { description: 'More open minor issues make it not clean.' })
  get maxMinorIssuesTolerated(): number {
    return this.compiled.maxMinorIssuesTolerated;
  }
  @Field(() => Int, { description: 'More open major issues make it not clean.' })
  get maxMajorIssuesTolerated(): number {
    return this.compiled.maxMajorIssuesTolerated;
  }
  @Field(() => [ReasonModel], { description: 'Where each value came from; `code` names the value.' })
  get reasons(): ReasonModel[] {
    return [...this.compiled.reasons];
  }
}

/** A strategy with its identity: stored for a run, or compiled for a preview. */
export interface StrategyView {
  readonly runId: string | null;
  readonly hash: string;
  readonly strategy: Strategy;
}

@ObjectType('Strategy', {
  implements: () => [NodeModel],
  description: 'The policy compiled for one run: frozen with it, and never changed.',
})
export class StrategyModel {
  constructor(readonly view: StrategyView) {}

  get id(): string {
    return this.view.runId === null ? `preview:${this.view.hash}` : nodeId('strategy', this.view.runId);
  }
  @Field(() => ID, { nullable: true, description: 'Its run; null in a preview.' })
  get runId(): string | null {
    return this.view.runId;
  }
  @Field(() => Int, { description: 'Number of the strategy in its run; a run has one, 1.' })
  get version(): number {
    return this.view.strategy.version;
  }
  @Field({ description: 'SHA-256 of the canonical JSON (RFC 8785) of `document`, in hexadecimal.' })
  get hash(): string {
    return this.view.hash;
  }
  @Field(() => Int, {
    nullable: true,
    description: 'The ruleset that it was compiled with; null: none was published, or it was given.',
  })
  get rulesetVersion(): number | null {
    return this.view.strategy.rulesetVersion;
  }
  @Field(() => JSONObject, { description: 'All of it, with the reasons of every value.' })
  get document(): Record<string, unknown> {
    return this.view.strategy as unknown as Record<string, unknown>;
  }
  @Field(() => [PhaseStrategyModel], { description: 'Its phases, in plan order.' })
  get phases(): PhaseStrategyModel[] {
    return this.view.strategy.phases.map((phase) => new PhaseStrategyModel(phase));
  }
  @Field(() => [TierStrategyModel], { description: 'Its tiers, in plan order.' })
  get tiers(): TierStrategyModel[] {
    return this.view.strategy.tiers.map((tier) => new TierStrategyModel(tier));
  }
  @Field(() => [ID], { description: 'Phases that it added to clean up aged issues.' })
  get debtCleanupPhases(): string[] {
    return this.view.strategy.debtCleanup.phases.map((phase) => phase.phaseId);
  }
}
