import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { DispatchChange } from '../domain/rules/project/dispatch.js';
import type { ProjectFacts } from '../domain/rules/project/project.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { DateTime } from '../graphql/types/scalars.js';

@ObjectType('DispatchChange', { description: 'Who stopped or resumed the dispatch of a project last.' })
export class DispatchChangeModel {
  constructor(private readonly change: DispatchChange) {}

  @Field(() => String, { description: 'Who: `operator`.' })
  get by(): string {
    return this.change.by;
  }
  @Field(() => DateTime, { description: 'When, by the database’s clock.' })
  get at(): Date {
    return new Date(this.change.at);
  }
  @Field(() => String, { nullable: true, description: 'Why, as it was given.' })
  get reason(): string | null {
    return this.change.reason;
  }
}

@ObjectType('Project', {
  implements: () => [NodeModel],
  description: 'A code base under supervision: its repository, its ruleset versions, its backlog.',
})
export class ProjectModel {
  constructor(readonly facts: ProjectFacts) {}

  get id(): string {
    return nodeId('project', this.facts.projectId);
  }
  @Field(() => ID, { description: 'The id that arguments take.' })
  get projectId(): string {
    return this.facts.projectId;
  }
  @Field({ description: 'For people.' })
  get name(): string {
    return this.facts.name;
  }
  @Field(() => Int, { description: 'Number of the newest ruleset; 0: none was published, and the defaults hold.' })
  get rulesetVersion(): number {
    return this.facts.rulesetVersion;
  }
  @Field(() => String, {
    nullable: true,
    description: 'Absolute path of its git repository on the server; null: it has none.',
  })
  get repositoryPath(): string | null {
    return this.facts.repositoryPath;
  }
  @Field(() => String, {
    nullable: true,
    description: 'The branch that runs start from and are promoted to; null: what the repository’s HEAD names.',
  })
  get defaultBranch(): string | null {
    return this.facts.defaultBranch;
  }
  @Field(() => Boolean, { description: 'May a promotion move the target branch?' })
  get allowPromotion(): boolean {
    return this.facts.allowPromotion;
  }
  @Field(() => Int, {
    nullable: true,
    description: 'Runs that ended so many days ago are archived and deleted; null: never.',
  })
  get retentionDays(): number | null {
    return this.facts.retentionDays;
  }
  @Field(() => Boolean, {
    description:
      'Is its work dispatched? False: claims find nothing, leases and clocks run on; setDispatch changes it.',
  })
  get dispatching(): boolean {
    return this.facts.dispatching;
  }
  @Field(() => DispatchChangeModel, {
    nullable: true,
    description: 'Who stopped or resumed dispatch last, and why; null: it was never stopped.',
  })
  get dispatchChange(): DispatchChangeModel | null {
    return this.facts.dispatchChange && new DispatchChangeModel(this.facts.dispatchChange);
  }
}
