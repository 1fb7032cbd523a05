import { Field, ObjectType } from '@nestjs/graphql';

import type { Warning } from '../domain/rules/strategy/start-warnings.js';

@ObjectType('Warning', { description: 'What is worth knowing before tokens are spent; it refuses nothing.' })
export class WarningModel {
  @Field({ description: 'What it is, in snake_case.' })
  code: string;
  @Field({ description: 'What is wrong, and what to do.' })
  message: string;
  @Field(() => [String], {
    nullable: true,
    description: 'Where it can be changed: in the ruleset, e.g. ["ci","profiles","normal"], or a field of the project.',
  })
  path: readonly string[] | null;

  static of(warning: Warning): WarningModel {
    return Object.assign(new WarningModel(), warning);
  }
}

@ObjectType('ProjectCheck', { description: 'What would prevent a run of a project, before one starts.' })
export class ProjectCheckModel {
  @Field(() => Boolean, { description: 'Nothing was found.' })
  ok: boolean;
  @Field(() => [WarningModel], { description: 'Everything that was found.' })
  findings: WarningModel[];

  static of(findings: readonly Warning[]): ProjectCheckModel {
    return Object.assign(new ProjectCheckModel(), {
      ok: findings.length === 0,
      findings: findings.map(WarningModel.of),
    });
  }
}
