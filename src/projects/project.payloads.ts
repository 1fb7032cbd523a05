import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { ProjectModel } from './project.model.js';
import { RulesetModel } from './ruleset.model.js';

@ObjectType('ProjectPayload', { description: 'The answer of a command on a project.' })
export class ProjectPayload extends Payload {
  @Field(() => ProjectModel, {
    nullable: true,
    description: 'The project as it is now; null if the command was refused.',
  })
  project: ProjectModel | null;
}

@ObjectType('RulesetPayload', { description: 'The answer of publishRuleset.' })
export class RulesetPayload extends Payload {
  @Field(() => RulesetModel, {
    nullable: true,
    description: 'The ruleset that was published; null if the command was refused.',
  })
  ruleset: RulesetModel | null;
}
