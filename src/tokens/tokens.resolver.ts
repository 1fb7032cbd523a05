import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { OperationContext } from '../graphql/request/operation-context.js';
import { CreateTokenInput, RevokeTokenInput } from './token.inputs.js';
import { TokenModel, ViewerModel } from './token.model.js';
import { CreateTokenPayload, TokenPayload } from './token.payloads.js';
import { TokensRepository } from './tokens.repository.js';
import { TokensService } from './tokens.service.js';

@Resolver(() => TokenModel)
export class TokensResolver {
  constructor(
    private readonly service: TokensService,
    private readonly repository: TokensRepository,
  ) {}

  @Query(() => ViewerModel, { description: 'Who asks, and what it may do.' })
  viewer(@Context() { caller }: OperationContext): ViewerModel {
    const { name, role, projectIds } = caller;
    return { name, role, projectIds };
  }

  @Query(() => [TokenModel], {
    description: 'The tokens, up to 1,000: those that are good first, each time the newest first. Never their text.',
  })
  async tokens(): Promise<TokenModel[]> {
    return (await this.repository.all()).map((token) => new TokenModel(token));
  }

  @Mutation(() => CreateTokenPayload, {
    description:
      'Makes a token and shows its text once. Under the key of a call before, the token is answered again without its text.',
  })
  createToken(@Args('input', { description: 'The token.' }) input: CreateTokenInput): Promise<CreateTokenPayload> {
    return this.service.create(input);
  }

  @Mutation(() => TokenPayload, {
    description:
      'Revokes a token: it is refused from now on, its sockets are closed on every server, what it began is finished.',
  })
  revokeToken(@Args('input', { description: 'The token.' }) input: RevokeTokenInput): Promise<TokenPayload> {
    return this.service.revoke(input);
  }
}
