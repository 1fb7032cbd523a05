import { ArgsType, Field, Int } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';

import { IsShortText, IsWhole } from '../types/validation.js';

/** A page of a list: how many entries, behind which cursor. */
export interface PageRequested {
  readonly first: number;
  readonly after: string | null;
}

const DEFAULT_SIZE = 20;

/** The arguments that every paged list takes. */
@ArgsType()
export abstract class PageArgs {
  @IsOptional()
  @IsWhole(0, 100)
  @Field(() => Int, { nullable: true, defaultValue: DEFAULT_SIZE, description: 'How many at most; up to 100.' })
  first?: number | null;
  @IsOptional()
  @IsShortText(2_000)
  @Field(() => String, { nullable: true, description: 'Continue after this cursor.' })
  after?: string | null;
}

/** What was asked for; an explicit null means the default. */
export const pageRequested = (args: PageArgs): PageRequested => ({
  first: args.first ?? DEFAULT_SIZE,
  after: args.after ?? null,
});
