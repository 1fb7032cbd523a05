import { Field, ID, ObjectType } from '@nestjs/graphql';

import { nodeId, NodeModel } from '../graphql/node/node.model.js';

/** `files` and `upToDate` are the resolver's: read only when selected. */
@ObjectType('FileLayout', { implements: () => [NodeModel], description: 'The files of a run below the runs root.' })
export class FileLayoutModel {
  @Field(() => ID, { description: 'The run.' })
  readonly runId: string;
  @Field({ description: 'The root as configured, joined with the run’s id.' })
  readonly root: string;

  constructor(runId: string, root: string) {
    this.runId = runId;
    this.root = root;
  }

  get id(): string {
    return nodeId('files', this.runId);
  }
}
