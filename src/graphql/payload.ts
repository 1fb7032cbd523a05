import { Field, ObjectType } from '@nestjs/graphql';

import { CommandErrorModel } from './errors/command-error.model.js';

/** What every command answers besides what it is about. */
@ObjectType({ isAbstract: true })
export abstract class Payload {
  @Field(() => [CommandErrorModel], { description: 'Why the command was refused; empty if it was accepted.' })
  errors: CommandErrorModel[];
}
