/** Refusals as GraphQL data: an interface and one type for each kind, so that a client can act on what it asked for. */
import { Field, ID, Int, InterfaceType, ObjectType } from '@nestjs/graphql';

import type { PhaseState } from '../../domain/model/phase-state.js';
import { type Reason, type Refusal, type RefusalCode, unreachable } from '../../domain/model/refusal.js';
import { nodeId } from '../node/node.model.js';
import { BudgetModel } from '../types/budget.model.js';
import { CommandErrorCodeEnum, PhaseStateEnum } from '../types/enums.js';
import { LeaseInfoModel } from '../types/lease-info.model.js';
import { DateTime } from '../types/scalars.js';

@InterfaceType('CommandError', {
  description: 'Why a command was refused. A refused command changed nothing.',
  resolveType: (error: CommandErrorModel) => error.constructor,
})
export abstract class CommandErrorModel {
  @Field(() => CommandErrorCodeEnum, { description: 'For programs.' })
  code: RefusalCode;
  @Field({ description: 'For people: what is wrong and what to do.' })
  message: string;
  @Field({ description: 'The very same input can succeed later.' })
  retryable: boolean;
  @Field(() => [String], {
    nullable: true,
    description: 'Path of the input that is to blame, e.g. ["input","tiers","0","tierId"].',
  })
  path?: readonly string[] | null;
}

@ObjectType('NotFoundError', {
  implements: () => CommandErrorModel,
  description: 'What the command names does not exist.',
})
class NotFoundErrorModel extends CommandErrorModel {}

@ObjectType('ConflictError', {
  implements: () => CommandErrorModel,
  description: 'Something else has the id, the key or the version.',
})
class ConflictErrorModel extends CommandErrorModel {
  @Field(() => Int, { nullable: true, description: 'The version of the run now, where versions are concerned.' })
  currentVersion?: number | null;
}

@ObjectType('InputError', {
  implements: () => CommandErrorModel,
  description: 'The plan as a whole, or with what is stored, makes no sense.',
})
class InputErrorModel extends CommandErrorModel {
  @Field(() => Int, { nullable: true, description: 'Line of the document, where the input is one.' })
  line?: number | null;
}

@ObjectType('TransitionRefusedError', {
  implements: () => CommandErrorModel,
  description: 'The state does not allow it now.',
})
class TransitionRefusedErrorModel extends CommandErrorModel {
  @Field({ description: 'The state that refused: of the phase or of the run.' })
  currentState: string;
  @Field(() => [String], { description: 'What would be accepted now.' })
  allowedStates: readonly string[];
}

@ObjectType('Reason', { description: 'A reason with a stable code.' })
export class ReasonModel implements Reason {
  @Field({ description: 'For programs.' })
  code: string;
  @Field({ description: 'For people.' })
  message: string;
  @Field(() => String, { nullable: true, description: 'Where it comes from: a rule id, `operator`, `clock`.' })
  source?: string | undefined;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it changes by itself, as far as that is known; null: only an action changes it.',
  })
  changesAt?: Date | null;
}

@ObjectType('StaleLeaseError', {
  implements: () => CommandErrorModel,
  description: 'The lease is over; nothing was changed.',
})
class StaleLeaseErrorModel extends CommandErrorModel {
  @Field(() => PhaseStateEnum, { description: 'The state of the phase now.' })
  phaseState: PhaseState;
  @Field(() => LeaseInfoModel, { nullable: true, description: 'Who holds the phase now; null: nobody.' })
  holder: LeaseInfoModel | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The `id` of the late result under which what was sent is kept: see Run.lateResults.',
  })
  lateResultId: string | null;
}

@ObjectType('BudgetError', { implements: () => CommandErrorModel, description: 'A budget is used up.' })
class BudgetErrorModel extends CommandErrorModel {
  @Field(() => BudgetModel, { description: 'Which one, its limit and what of it is used.' })
  budget: BudgetModel;
}

@ObjectType('PolicyError', { implements: () => CommandErrorModel, description: 'Policy refuses it.' })
class PolicyErrorModel extends CommandErrorModel {
  @Field(() => [ReasonModel], { description: 'Every reason against it.' })
  reasons: readonly ReasonModel[];
}

/** Only here are refusals turned into API types; the switch does not compile while a kind is missing. */
export function toCommandError(refusal: Refusal): CommandErrorModel {
  const { kind: _, ...fields } = refusal;
  switch (refusal.kind) {
    case 'not-found':
      return Object.assign(new NotFoundErrorModel(), fields);
    case 'conflict':
      return Object.assign(new ConflictErrorModel(), fields);
    case 'input':
      return Object.assign(new InputErrorModel(), fields);
    case 'transition':
      return Object.assign(new TransitionRefusedErrorModel(), fields);
    case 'stale-lease':
      return Object.assign(new StaleLeaseErrorModel(), fields, {
        holder: refusal.holder && new LeaseInfoModel(refusal.holder),
        lateResultId: refusal.lateResultId && nodeId('late-result', refusal.lateResultId),
      });
    case 'budget':
      return Object.assign(new BudgetErrorModel(), fields, { budget: new BudgetModel(refusal.budget) });
    case 'policy':
      return Object.assign(new PolicyErrorModel(), fields);
    default:
      return unreachable(refusal);
  }
}

/** For schemas without a value to look at: every type that implements the interface. */
export const COMMAND_ERROR_TYPES = [
  NotFoundErrorModel,
  ConflictErrorModel,
  InputErrorModel,
  TransitionRefusedErrorModel,
  StaleLeaseErrorModel,
  BudgetErrorModel,
  PolicyErrorModel,
];
