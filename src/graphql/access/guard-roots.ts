/**
 * Puts a guard before every root field (A2). A field without an entry in the table of access stops the start. The default operator
 * passes at once; for a token that is bound to projects, or of a worker's role, it is found out where the call reaches.
 *
 * What a caller does not reach is answered as what does not exist. So that both answers are the same to the letter, the field is asked
 * for an id that nobody has; in what it says the id that was meant is put back.
 */
import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';

import { actingFor } from '../../common/acting.js';
import { actorOfCaller, type Caller } from '../../domain/model/caller.js';
import { type Access, isWorker } from '../../domain/rules/access/access.js';
import { FIELD_ACCESS } from '../../domain/rules/access/field-access.js';
import type { OperationContext } from '../request/operation-context.js';
import type { Guard } from './guard.js';
import { forbidden, forbiddenToAgents, unauthenticated } from './operation-access.js';
import { hiddenFrom, restored, restoredError, withStandIns } from './stand-ins.js';

type Args = Record<string, unknown>;
type Resolver = GraphQLFieldResolver<unknown, OperationContext, Args>;

/** Throws if a root field has no entry. */
export function guardRoots(schema: GraphQLSchema, guard: Guard): GraphQLSchema {
  const missing = fieldsWithoutAccess(schema);
  if (missing.length > 0)
    throw new Error(`Nobody may use ${missing.join(', ')}: name the roles in domain/rules/access/field-access.ts.`);
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const access = FIELD_ACCESS[type!.name]![field.name]!;
      if (field.subscribe) field.subscribe = guarded(field.subscribe as Resolver, field.name, access, guard) as never;
      else
        field.resolve = guarded(
          (field.resolve ?? defaultFieldResolver) as Resolver,
          field.name,
          access,
          guard,
        ) as never;
    }
  }
  return schema;
}

/** Root fields that the table of access does not name, as `Query.run`. */
export function fieldsWithoutAccess(schema: GraphQLSchema): string[] {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return types.flatMap((type) =>
    Object.keys(type?.getFields() ?? {})
      .filter((name) => !Object.hasOwn(FIELD_ACCESS[type!.name] ?? {}, name))
      .map((name) => `${type!.name}.${name}`),
  );
}

function guarded(resolve: Resolver, name: string, access: Access, guard: Guard): Resolver {
  const roles = new Set(access.roles);
  return (source, args, context, info) => {
    context.rootArguments.set(info.path.key, args);
    const { login } = context;
    if (!login || login.isOver) throw unauthenticated();
    const { caller } = login;
    if (!roles.has(caller.role)) throw forbidden(`${name} is not for tokens of the role ${caller.role}.`);
    if (caller.agentOf && access.agents !== true) throw forbiddenToAgents(name);
    const proceed = (given: Args): unknown =>
      caller.tokenId === null
        ? resolve(source, given, context, info)
        : actingFor({ actor: actorOfCaller(caller), projectIds: caller.projectIds }, () =>
            resolve(source, given, context, info),
          );
    const reachesAll = caller.projectIds === null && !isWorker(caller.role);
    return reachesAll ? proceed(args) : withinReach(proceed, args, caller, access, guard);
  };
}

async function withinReach(
  proceed: (args: Args) => unknown,
  args: Args,
  caller: Caller,
  access: Access,
  { places }: Guard,
): Promise<unknown> {
  const hidden = await hiddenFrom(caller, access.reach, args, places);
  if (hidden.length === 0) return proceed(args);
  try {
    return restored(await proceed(withStandIns(args, hidden)), hidden);
  } catch (error) {
    throw restoredError(error, hidden);
  }
}
