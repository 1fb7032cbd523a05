/** Ids that stand in for those that a caller does not reach: nobody has them, and nobody can guess them. */
import { randomBytes } from 'node:crypto';

import { GraphQLError } from 'graphql';

import { type AgentLease, type Caller, isOwnLease, reachesProject } from '../../domain/model/caller.js';
import { idFault } from '../../domain/model/identity.js';
import { isWorker, OWN_LEASE, type Reach } from '../../domain/rules/access/access.js';
import type { Places } from './guard.js';
import { forbidden } from './operation-access.js';

type Args = Readonly<Record<string, unknown>>;

export interface Hidden {
  /** The argument: `input.runId`. */
  readonly at: string;
  readonly value: string;
  readonly standIn: string;
}

/** The arguments that name what the caller does not reach. Throws FORBIDDEN where the field as a whole is beyond its reach. */
export async function hiddenFrom(
  caller: Caller,
  reach: readonly Reach[],
  args: Args,
  places: Places,
): Promise<Hidden[]> {
  const hidden: Hidden[] = [];
  for (const each of reach) {
    if (each.by === 'server' && caller.projectIds !== null)
      throw forbidden('This concerns the server as a whole, and the token is bound to projects.');
    if (!('at' in each) || each.at === null) continue;
    const value = valueAt(args, each.at);
    if (each.by === 'runs') hidden.push(...(await hiddenRuns(caller, each, value, places)));
    if (typeof value !== 'string') continue;
    if (each.by === 'folder' && caller.projectIds !== null && namesFolder(value))
      throw forbidden(
        `${each.at} names a folder of the server, where other projects may be, and the token is bound to projects: a token that is bound to none sets it.`,
      );
    if (each.by === 'role' && isWorker(caller.role) && value !== caller.role)
      throw forbidden(`The token is for the role ${caller.role}, not for ${value}.`);
    if (caller.agentOf && each.by === 'lease' && value === OWN_LEASE)
      // So that no message names it either.
      hidden.push({ at: each.at, value, standIn: caller.agentOf.leaseToken });
    else if (await isHidden(caller, each, value, args, places)) hidden.push(hiddenAt(each.at, value));
  }
  return hidden;
}

/** Of a list, each run as if it were named alone. About a longer list than the field takes nothing is asked: the field refuses it. */
async function hiddenRuns(
  caller: Caller,
  { at, most }: Extract<Reach, { by: 'runs' }>,
  list: unknown,
  places: Places,
): Promise<Hidden[]> {
  if (!Array.isArray(list) || list.length > most) return [];
  const runIds = list.filter((value): value is string => typeof value === 'string');
  const { agentOf } = caller;
  const beyond = agentOf
    ? new Set(runIds.filter((runId) => runId !== agentOf.runId))
    : await runsElsewhere(caller, runIds, places);
  return list.flatMap((value: unknown, index) =>
    typeof value === 'string' && beyond.has(value) ? [hiddenAt(`${at}.${index}`, value)] : [],
  );
}

/** Those of these runs that belong to projects which the caller does not reach. What cannot be an id is refused for its form. */
async function runsElsewhere(caller: Caller, runIds: readonly string[], places: Places): Promise<ReadonlySet<string>> {
  const asked = caller.projectIds === null ? [] : runIds.filter((runId) => idFault(runId) === null);
  if (asked.length === 0) return new Set();
  const projects = await places.projectsOfRuns(asked);
  return new Set(asked.filter((runId) => projects.has(runId) && !reachesProject(caller, projects.get(runId)!)));
}

/** A path, or an address of git that is one. */
const namesFolder = (text: string): boolean => /^(?:[/\\]|file:|[a-z]:[/\\])/i.test(text);

async function isHidden(caller: Caller, reach: Reach, value: string, args: Args, places: Places): Promise<boolean> {
  if (caller.agentOf) return isBeyondLease(caller.agentOf, reach, value, args);
  // No id has it, and the database takes no text with it: refused for its form.
  if (value.includes('\0')) return false;
  switch (reach.by) {
    case 'project':
    case 'projects':
      return !reachesProject(caller, value);
    case 'lease': {
      const lease = await places.leaseOf(value);
      if (!lease) return false;
      if (!reachesProject(caller, lease.projectId)) return true;
      return isWorker(caller.role) && (lease.role !== caller.role || !isOwnLease(caller, lease.holderId));
    }
    case 'webhook':
    case 'delivery': {
      if (caller.projectIds === null) return false;
      const projectId = await (reach.by === 'webhook'
        ? places.projectOfWebhook(value)
        : places.projectOfDelivery(value));
      return projectId !== null && !reachesProject(caller, projectId);
    }
    case 'run': {
      // What cannot be an id is refused for its form.
      if (idFault(value) !== null) return false;
      if (isWorker(caller.role) && reach.open !== true) {
        const given = reach.phase === undefined ? null : valueAt(args, reach.phase);
        const phase = typeof given === 'string' ? given : null;
        if (phase?.includes('\0') || !(await places.holds(caller, value, phase))) return true;
      }
      return (await runsElsewhere(caller, [value], places)).has(value);
    }
    default:
      return false;
  }
}

/** An agent reaches its own phase, and nothing else by whatever name. */
function isBeyondLease({ runId, phaseId }: AgentLease, reach: Reach, value: string, args: Args): boolean {
  if (reach.by !== 'run' || value !== runId) return true;
  return reach.phase === undefined || valueAt(args, reach.phase) !== phaseId;
}

/** The same form as what it stands for: tokens of leases begin with a word for their kind. */
function hiddenAt(at: string, value: string): Hidden {
  const head = /^(?:[a-z]+_)*/.exec(value)![0];
  return { at, value, standIn: `${head === '' ? 'none-' : head}${randomBytes(24).toString('hex')}` };
}

function valueAt(args: Args, path: string): unknown {
  let value: unknown = args;
  for (const name of path.split('.')) value = (value as Args | null | undefined)?.[name];
  return value;
}

/** The arguments with the stand-ins in place. */
export function withStandIns(args: Args, hidden: readonly Hidden[]): Record<string, unknown> {
  const given: Record<string, unknown> = { ...args };
  for (const { at, standIn } of hidden) {
    const path = at.split('.');
    const last = path.pop()!;
    let place = given;
    for (const name of path) place = place[name] = copied(place[name]);
    place[last] = standIn;
  }
  return given;
}

const copied = (value: unknown): Record<string, unknown> =>
  (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;

const MOST_LEVELS = 5;

/**
 * What a field answered, with the ids that were meant in its messages. Nothing else is touched: a filter that is kept for what the field
 * has below it must go on finding nothing. The objects are those that the field has just made.
 */
export function restored(value: unknown, hidden: readonly Hidden[], levels = MOST_LEVELS): unknown {
  if (typeof value !== 'object' || value === null || levels === 0 || Symbol.asyncIterator in value) return value;
  for (const [name, entry] of Object.entries(value)) {
    if (name === 'message' && typeof entry === 'string')
      (value as Record<string, unknown>)[name] = inText(entry, hidden);
    else restored(entry, hidden, levels - 1);
  }
  return value;
}

export function restoredError(error: unknown, hidden: readonly Hidden[]): unknown {
  if (!(error instanceof GraphQLError)) return error;
  const extensions = restored(structuredClone(error.extensions), hidden) as Record<string, unknown>;
  return new GraphQLError(inText(error.message, hidden), { extensions });
}

const inText = (text: string, hidden: readonly Hidden[]): string =>
  hidden.reduce((so, { standIn, value }) => so.replaceAll(standIn, value), text);
