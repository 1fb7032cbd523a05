import { ObjectType } from '@nestjs/graphql';

import { connectionOf } from '../graphql/paging/connection.js';
import { BacklogEntryModel, type BacklogRequested } from './backlog.model.js';

@ObjectType('BacklogConnection', { description: 'A page of a backlog.' })
export class BacklogConnection extends connectionOf<BacklogEntryModel>('Backlog', () => BacklogEntryModel) {
  asked: BacklogRequested;
}
