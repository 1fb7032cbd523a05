import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { DateTime, JSONObject } from '../graphql/types/scalars.js';

/** A published ruleset, as it is stored. */
export interface StoredRuleset {
  readonly projectId: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly document: Record<string, unknown>;
}

@ObjectType('Ruleset', {
  implements: () => [NodeModel],
  description: 'A version of a project’s policy; never changed once published.',
})
export class RulesetModel {
  constructor(private readonly stored: StoredRuleset) {}

  get id(): string {
    return nodeId('ruleset', this.stored.projectId, this.stored.version);
  }
  @Field(() => ID, { description: 'Its project.' })
  get projectId(): string {
    return this.stored.projectId;
  }
  @Field(() => Int, { description: 'Counts from 1 in the project.' })
  get version(): number {
    return this.stored.version;
  }
  @Field(() => DateTime, { description: 'When it was published.' })
  get createdAt(): Date {
    return this.stored.createdAt;
  }
  @Field(() => JSONObject, {
    description: 'The document as it was given; its form is docs/schemas/ruleset.schema.json.',
  })
  get document(): Record<string, unknown> {
    return this.stored.document;
  }
}
