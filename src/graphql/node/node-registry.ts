/** The readers of nodes by kind: every feature registers its own, so that this folder depends on none of them. */
import { Injectable } from '@nestjs/common';

import { reachesProject } from '../../domain/model/caller.js';
import type { OperationContext } from '../request/operation-context.js';
import { keyParts, type NodeKind } from './node.model.js';

/**
 * Answers an instance of the type's class, or null if there is none. `key`: the parts of the natural key; they may be
 * any text.
 */
export type ReadNode = (key: readonly string[], context: OperationContext) => Promise<object | null>;

/** Where a node belongs; without a run or a project it is the server's. */
export interface NodePlace {
  readonly runId?: string | null;
  readonly projectId?: string | null;
  readonly webhookId?: string | null;
}

interface Reader {
  readonly parts: number;
  readonly read: ReadNode;
  readonly placeOf: (node: never, key: readonly string[]) => NodePlace;
}

const OF_PROJECTS: ReadonlySet<NodeKind> = new Set(['project', 'ruleset', 'backlog']);

@Injectable()
export class NodeRegistry {
  private readonly readers = new Map<string, Reader>();

  /** Where runs belong; asked for callers that are bound to projects (A2). */
  projectOfRun: (runId: string) => Promise<string | null> = async () => null;

  /** The same of webhooks. */
  projectOfWebhook: (webhookId: string) => Promise<string | null> = async () => null;

  /** `parts`: how many the natural key has. `placeOf`: for a key that does not begin with the run, or the project. */
  serve<Node>(kind: NodeKind, parts: number, read: ReadNode, placeOf?: (node: Node) => NodePlace): void {
    const first = (_: Node, [id]: readonly string[]) => (OF_PROJECTS.has(kind) ? { projectId: id! } : { runId: id! });
    this.readers.set(kind, { parts, read, placeOf: placeOf ?? first });
  }

  /** Null: there is nothing with this id. */
  async read(id: string, context: OperationContext): Promise<object | null> {
    const colon = id.indexOf(':');
    const reader = this.readers.get(id.slice(0, Math.max(colon, 0)));
    const key = reader && keyParts(id.slice(colon + 1), reader.parts);
    const node = key ? await reader.read(key, context) : null;
    const { caller } = context;
    if (!node || caller.projectIds === null) return node;
    const { projectId, runId, webhookId } = reader!.placeOf(node as never, key!);
    const place =
      projectId ?? (runId ? await this.projectOfRun(runId) : webhookId ? await this.projectOfWebhook(webhookId) : null);
    return place !== null && reachesProject(caller, place) ? node : null;
  }
}
