/**
 * Subscriptions whose selection is resolved once for all equal requests (E2): an event for fifty subscribers costs one
 * execution. Each subscriber keeps its own position in its own stream, so that a slow one delays no other and nothing
 * is queued for it.
 */
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { type ASTNode, createSourceEventStream, type DocumentNode, execute, Kind, print, visit } from 'graphql';

import { mapped } from '../common/mapped.js';
import { Slices } from '../common/slices.js';
import type { OperationContext } from './request/operation-context.js';

/**
 * A value of a stream. Two with equal keys are equal, independent of the subscriber and of the arguments of the root
 * field.
 */
export class News<Facts> {
  constructor(
    readonly key: string,
    readonly facts: Facts,
    /**
     * Those that were read with it and come next: they are resolved together, so that what they load is loaded once.
     */
    readonly behind: readonly News<Facts>[] = [],
  ) {}
}

/** Listeners that go on in one round of the event loop: what one result causes does not keep requests waiting. */
const LISTENERS_OF_SLICE = 8;
/** Listeners that are not further apart share; whoever is later has the news resolved again. */
const KEPT_MS = 2_000;

/** News that were resolved together. */
interface Group {
  /** The count of groups when it began, and when the last of it so far had ended. */
  readonly began: number;
  ended: number;
}

interface Resolved {
  readonly group: Group;
  readonly result: Promise<ExecutionResult>;
}

/** The position of a subscriber. */
interface Place {
  seen: number;
  group: Group | null;
}

/** Subscribers with equal requests. */
interface Audience {
  listeners: number;
  readonly resolved: Map<string, Resolved>;
}

export class SharedResults {
  private readonly audiences = new Map<string, Audience>();
  private readonly slices = new Slices(LISTENERS_OF_SLICE);
  private groups = 0;

  /** How many different selections are listened to. */
  get count(): number {
    return this.audiences.size;
  }

  /**
   * Takes the place of the `subscribe` of graphql-js. News are shared; what else a stream yields is resolved for each
   * listener.
   */
  async subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    // A result that was resolved before a subscriber began may be older than what it has received already.
    const place: Place = { seen: this.groups, group: null };
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const [audience, leave] = this.join(audienceKey(args));
    const report = async (root: unknown): Promise<ExecutionResult> => {
      if (!(root instanceof News)) return execute({ ...args, rootValue: root });
      const { group, result: resolving } = this.resolvedOf(audience, root, place, args);
      const result = await resolving;
      Object.assign(place, { seen: group.ended, group });
      if (audience.listeners < 2) audience.resolved.delete(root.key);
      await this.slices.next();
      return result;
    };
    return mapped(source, report, leave);
  }

  /**
   * Resolved after everything that the subscriber has received, or together with it, so that no subscriber sees an
   * older state again.
   */
  private resolvedOf(
    audience: Audience,
    news: News<unknown>,
    { seen, group: own }: Place,
    args: ExecutionArgs,
  ): Resolved {
    const known = audience.resolved.get(news.key);
    if (known && (known.group === own || known.group.began > seen)) return known;
    const group: Group = { began: ++this.groups, ended: Number.POSITIVE_INFINITY };
    const [first] = [news, ...news.behind].map((each) => this.begin(audience, each, group, args));
    return first!;
  }

  private begin(audience: Audience, news: News<unknown>, group: Group, args: ExecutionArgs): Resolved {
    const resolved: Resolved = { group, result: this.resolve(news, args) };
    const forget = () => {
      if (audience.resolved.get(news.key) === resolved) audience.resolved.delete(news.key);
    };
    const settle = (isGood: boolean) => {
      group.ended = this.groups;
      // An error is reported only to the subscribers that wait for this result.
      if (isGood) setTimeout(forget, KEPT_MS).unref();
      else forget();
    };
    audience.resolved.set(news.key, resolved);
    resolved.result.then(
      ({ errors }) => settle(!errors),
      () => settle(false),
    );
    return resolved;
  }

  private async resolve(news: News<unknown>, args: ExecutionArgs): Promise<ExecutionResult> {
    return execute({ ...args, rootValue: news });
  }

  private join(key: string): [Audience, () => void] {
    const audience = this.audiences.get(key) ?? { listeners: 0, resolved: new Map() };
    this.audiences.set(key, audience);
    audience.listeners += 1;
    let isIn = true;
    const leave = () => {
      if (!isIn) return;
      isIn = false;
      audience.listeners -= 1;
      if (audience.listeners === 0) this.audiences.delete(key);
    };
    return [audience, leave];
  }
}

/**
 * What decides the answer to news: the document, the operation, and the variables below the root field; its own
 * arguments choose the stream only, so that listeners share who resumed at different places. What is below the root
 * belongs to the project of the news, so that everybody who may follow them may read it; callers of other roles or projects
 * still share nothing (A2).
 */
export function audienceKey({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
  const given = Object.entries(variableValues ?? {}).filter(([, value]) => value !== undefined);
  const below = variablesBelow(document);
  const deciding = given.filter(([name]) => below.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  const caller = (contextValue as OperationContext | undefined)?.login?.caller;
  const whose = caller && caller.tokenId !== null ? [caller.role, caller.projectIds] : null;
  return JSON.stringify([operationName ?? null, deciding, whose, document.loc?.source.body ?? print(document)]);
}

const known = new WeakMap<DocumentNode, ReadonlySet<string>>();

/** Variables that stand anywhere but in arguments of a field of the root itself; fragments are taken whole. */
function variablesBelow(document: DocumentNode): ReadonlySet<string> {
  const found = known.get(document);
  if (found) return found;
  const names = new Set<string>();
  const take = (node: ASTNode | undefined) =>
    node && visit(node, { Variable: ({ name }) => void names.add(name.value) });
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) take(definition);
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const selection of definition.selectionSet.selections) {
      if (selection.kind !== Kind.FIELD) take(selection);
      else for (const part of [...(selection.directives ?? []), selection.selectionSet]) take(part);
    }
  }
  known.set(document, names);
  return names;
}
