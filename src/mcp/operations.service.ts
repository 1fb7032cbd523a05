/** Runs the documents of tools in this process: the same admission, guards, limits and errors as over HTTP (A2, A3, A6). */
import type { ApolloServer } from '@apollo/server';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';

import type { TypedDocument } from '../common/typed-document.js';
import type { OperationContext } from '../graphql/request/operation-context.js';

type Server = ApolloServer<OperationContext>;

interface AnswerError {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown; readonly fields?: unknown };
}

@Injectable()
export class OperationsService {
  constructor(private readonly modules: ModuleRef) {}

  /** The data of the operation. Throws an Error whose message is for the client. */
  async run<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    contextValue: OperationContext,
  ): Promise<Result> {
    const { body } = await this.server.executeOperation(
      // As a request carries them: what is not there is left out.
      { query: document.text, variables: asJson(variables) as Record<string, unknown> },
      { contextValue },
    );
    if (body.kind !== 'single') throw new Error('The operation answered in parts.');
    const { data, errors = [] } = body.singleResult;
    if (errors.length > 0 || !data)
      throw new Error(errors.map(sentenceOf).join('\n') || 'The operation has no result.');
    // Scalars such as times become what they are in an answer over HTTP.
    return asJson(data) as Result;
  }

  private get server(): Server {
    const driver = this.modules.get(GraphQLModule, { strict: false }).graphQlAdapter as unknown as {
      readonly instance: Server;
    };
    return driver.instance;
  }
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const sentenceOf = ({ message, extensions }: AnswerError): string =>
  typeof extensions?.code === 'string' ? `${extensions.code}: ${message}` : message;
