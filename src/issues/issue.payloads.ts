import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { PhaseModel } from '../phases/phase.model.js';
import { IssueModel } from './issue.model.js';

@ObjectType('RecordIssuesPayload', { description: 'The answer of recordIssues.' })
export class RecordIssuesPayload extends Payload {
  @Field(() => [IssueModel], {
    description: 'The reported issues as they are now, each once, in the order of the reports; empty if refused.',
  })
  issues: IssueModel[];
  @Field(() => PhaseModel, { nullable: true, description: 'The phase as it is now; null if there is none.' })
  phase: PhaseModel | null;
}
