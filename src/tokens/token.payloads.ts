/** What the commands on tokens answer. */
import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { TokenModel } from './token.model.js';

@ObjectType('CreateTokenPayload', { description: 'The answer of createToken.' })
export class CreateTokenPayload extends Payload {
  @Field(() => TokenModel, { nullable: true, description: 'The token.' })
  token: TokenModel | null;
  @Field(() => String, {
    nullable: true,
    description: 'Its text, shown this once and kept nowhere; null: it was shown before, or there is no token.',
  })
  secret: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why there is a token without its text; null: there is nothing to say.',
  })
  notice: string | null;
}

@ObjectType('TokenPayload', { description: 'What a command on a token answers.' })
export class TokenPayload extends Payload {
  @Field(() => TokenModel, { nullable: true, description: 'The token as it is now.' })
  token: TokenModel | null;
}
