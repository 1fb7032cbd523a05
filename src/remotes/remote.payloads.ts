import { Field, ID, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { RemoteModel } from './remote.model.js';

@ObjectType('RemotePayload', { description: 'The answer of setProjectRemote and retryPush.' })
export class RemotePayload extends Payload {
  @Field(() => RemoteModel, {
    nullable: true,
    description: 'The remote as it is now; null if the command was refused.',
  })
  remote: RemoteModel | null;
}

@ObjectType('RemoveProjectRemotePayload', { description: 'The answer of removeProjectRemote.' })
export class RemoveProjectRemotePayload extends Payload {
  @Field(() => ID, {
    nullable: true,
    description: 'The project whose remote is gone; null if the command was refused.',
  })
  projectId: string | null;
}
