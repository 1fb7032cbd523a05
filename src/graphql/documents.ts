/**
 * Documents that were parsed. Clients send the same ones again and again; a parsed one takes many times the memory of
 * its text.
 */
import { type DocumentNode, GraphQLError, parse } from 'graphql';

import { MAX_TOKENS } from './limits.js';
import { nestingFault } from './request-form.js';

/** Characters of source text: of one document, and of all together. What is longer is parsed each time. */
const MOST_OF_ONE = 32_768;
const MOST_OF_ALL = 262_144;

/** The documents used last, by key; also in the form that Apollo asks for. */
export class DocumentCache {
  private readonly kept = new Map<string, { readonly document: DocumentNode; readonly length: number }>();
  private total = 0;

  /** How many documents are kept. */
  get count(): number {
    return this.kept.size;
  }

  find(key: string): DocumentNode | undefined {
    const found = this.kept.get(key);
    if (!found) return undefined;
    this.kept.delete(key);
    this.kept.set(key, found);
    return found.document;
  }

  keep(key: string, document: DocumentNode): void {
    const length = document.loc?.source.body.length ?? MOST_OF_ONE;
    if (length > MOST_OF_ONE) return;
    this.forget(key);
    this.kept.set(key, { document, length });
    this.total += length;
    for (const oldest of this.kept.keys()) {
      if (this.total <= MOST_OF_ALL) return;
      this.forget(oldest);
    }
  }

  async get(key: string): Promise<DocumentNode | undefined> {
    return this.find(key);
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    this.keep(key, document);
  }

  async delete(key: string): Promise<boolean> {
    return this.forget(key);
  }

  private forget(key: string): boolean {
    this.total -= this.kept.get(key)?.length ?? 0;
    return this.kept.delete(key);
  }
}

/** The document of a text, not yet validated; or what is wrong with the text. */
export function parseDocument(source: string, cache: DocumentCache): DocumentNode | readonly GraphQLError[] {
  const known = cache.find(source);
  if (known) return known;
  const nested = nestingFault(source);
  if (nested !== null) return [new GraphQLError(nested, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })];
  try {
    return parse(source, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
  }
}

export function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    ...(error.source && { source: error.source }),
    ...(error.positions && { positions: error.positions }),
    extensions: { code },
  });
}
