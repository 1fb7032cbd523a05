import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType('PageInfo', { description: 'The position of a page in its list.' })
export class PageInfoModel {
  @Field({ description: 'There are entries after this page.' })
  hasNextPage: boolean;
  @Field({ description: 'There are entries before this page: it was requested with `after`.' })
  hasPreviousPage: boolean;
  @Field(() => String, { nullable: true, description: 'Cursor of the first entry; null on an empty page.' })
  startCursor: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last entry: pass it as `after` for the next page.',
  })
  endCursor: string | null;
}
