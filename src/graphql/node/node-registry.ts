/** The readers of nodes by kind: every feature registers its own, so that this folder depends on none of them. */
import { Injectable } from '@nestjs/common';

import type { OperationContext } from '../request/operation-context.js';
import { keyParts, type NodeKind } from './node.model.js';

/**
 * Answers an instance of the type's class, or null if there is none. `key`: the parts of the natural key; they may be
 * any text.
 */
export type ReadNode = (key: readonly string[], context: OperationContext) => Promise<object | null>;

@Injectable()
export class NodeRegistry {
  private readonly readers = new Map<string, { readonly parts: number; readonly read: ReadNode }>();

  /** `parts`: how many the natural key has. */
  serve(kind: NodeKind, parts: number, read: ReadNode): void {
    this.readers.set(kind, { parts, read });
  }

  /** Null: there is nothing with this id. */
  async read(id: string, context: OperationContext): Promise<object | null> {
    const colon = id.indexOf(':');
    const reader = this.readers.get(id.slice(0, Math.max(colon, 0)));
    const key = reader && keyParts(id.slice(colon + 1), reader.parts);
    return key ? reader.read(key, context) : null;
  }
}
