/**
 * Serves the schema that decorators give as it is. Nest's own driver prints that schema, parses the text and builds a second schema from it,
 * only to learn which function belongs to which field: a fifth of a start.
 */
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { GraphQLSchemaFactory } from '@nestjs/graphql';
import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';

type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** What Nest found for a field: a function, or those of a subscription. */
type Found = Resolver | { readonly subscribe: Resolver; readonly resolve?: Resolver };

/** By type and field. */
export type FoundResolvers = Readonly<Record<string, Readonly<Record<string, Found>>>>;

/** Takes the options of `ApolloDriver`, but neither definitions in text nor classes of scalars: a scalar is one of `buildSchemaOptions`. */
@Injectable()
export class SchemaDriver extends ApolloDriver {
  @Inject() private readonly schemas: GraphQLSchemaFactory;

  constructor(private readonly modules: ModulesContainer) {
    super(modules);
  }

  override async generateSchema(options: ApolloDriverConfig): Promise<GraphQLSchema> {
    const schema = await this.schemas.create(this.providers(), options.buildSchemaOptions ?? {});
    // Without definitions Nest only seeks the functions and hands the schema on.
    const served = await super.generateSchema({
      ...options,
      schema,
      autoSchemaFile: false,
      typeDefs: [],
      transformResolvers: (found) => {
        for (const some of [found].flat()) withResolvers(schema, some as FoundResolvers);
        return found;
      },
    });
    return served ?? schema;
  }

  /** Classes of what is there: a server may have fewer than all modules. */

  private providers(): Function[] {
    const wrappers = [...this.modules.values()].flatMap((module) => [...module.providers.values()]);
    return wrappers.flatMap(({ instance }) => (instance ? [instance.constructor] : []));
  }
}

/** Gives the fields of a schema their functions. Throws for a function whose field is not there: nobody would ever call it. */
export function withResolvers(schema: GraphQLSchema, found: FoundResolvers): GraphQLSchema {
  for (const [typeName, functions] of Object.entries(found)) {
    const type = schema.getType(typeName);
    const fields = isObjectType(type) ? type.getFields() : {};
    for (const [name, value] of Object.entries(functions)) {
      const field = fields[name];
      if (!field)
        throw new Error(`A resolver is for ${typeName}.${name}, and no object type of the schema has that field.`);
      if (typeof value === 'function') field.resolve = value;
      else Object.assign(field, value);
    }
  }
  return schema;
}
