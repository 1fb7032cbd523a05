/** The commands of a brief, and how a checkout is prepared for them (V7). */
import { Field, Int, ObjectType } from '@nestjs/graphql';

@ObjectType('StepVariable', { description: 'A variable that the ruleset sets for a step.' })
export class StepVariableModel {
  @Field({ description: 'Its name.' })
  name: string;
  @Field({ description: 'Its value.' })
  value: string;
}

@ObjectType('CiStep', { description: 'A command that CI runs in a clean checkout.' })
export class CiStepModel {
  @Field({ description: 'Its name.' })
  name: string;
  @Field(() => [String], { description: 'Program and arguments; no shell.' })
  argv: string[];
  @Field(() => Int, { description: 'It is stopped after so many seconds.' })
  timeoutSeconds: number;
  @Field(() => String, { nullable: true, description: 'Glob of the report files that it leaves: JUnit XML or CTRF.' })
  report: string | null;
  @Field(() => [String], { description: 'Marks of the ruleset’s author.' })
  tags: string[];
  @Field(() => String, { nullable: true, description: 'Folder below the checkout in which it runs; null: its root.' })
  cwd: string | null;
  @Field(() => [StepVariableModel], { description: 'Additional variables that it gets.' })
  env: StepVariableModel[];
}

@ObjectType('SetupStep', { description: 'A command that prepares a checkout. It is not judged.' })
export class SetupStepModel {
  @Field({ description: 'Its name.' })
  name: string;
  @Field(() => [String], { description: 'Program and arguments; no shell.' })
  argv: string[];
  @Field(() => Int, { description: 'It is stopped after so many seconds.' })
  timeoutSeconds: number;
  @Field(() => [String], {
    nullable: true,
    description:
      'Paths or globs of what it reads: a failure is ENVIRONMENT unless the phase touched one of them or a key file of the cache. Null: the usual manifests and lock files.',
  })
  reads: string[] | null;
  @Field(() => String, { nullable: true, description: 'Folder below the checkout in which it runs; null: its root.' })
  cwd: string | null;
  @Field(() => [StepVariableModel], { description: 'Additional variables that it gets.' })
  env: StepVariableModel[];
}

@ObjectType('CachedFolder', {
  description: 'A folder that is kept between checkouts of the project. It is copied: no two checkouts share it.',
})
export class CachedFolderModel {
  @Field({ description: 'The folder below the checkout.' })
  path: string;
  @Field(() => [String], {
    description: 'Paths or globs of committed files: where their contents differ, it is another folder.',
  })
  key: string[];
}

@ObjectType('Preparation', {
  description:
    'How a checkout is prepared, in this order, before the steps of CI and before an agent. All empty: not at all.',
})
export class PreparationModel {
  @Field({ description: 'The checkout gets its submodules, at the recorded commits.' })
  submodules: boolean;
  @Field(() => [CachedFolderModel], {
    description: 'Folders that are restored from the cache, and stored there when the set-up succeeded.',
  })
  cache: CachedFolderModel[];
  @Field(() => [SetupStepModel], { description: 'Steps of the set-up.' })
  setup: SetupStepModel[];
  @Field(() => [String], { description: 'Variables of the worker that set-up and steps may read, by name.' })
  environment: string[];
}
