import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { FileLayoutModel } from './file-layout.model.js';

@ObjectType('FileLayoutPayload', { description: 'The answer of rebuildFileLayout.' })
export class FileLayoutPayload extends Payload {
  @Field(() => FileLayoutModel, {
    nullable: true,
    description: 'The files as they are now; null if there is no such run.',
  })
  fileLayout: FileLayoutModel | null;
}
