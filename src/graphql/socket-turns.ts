/**
 * The order in which operations over a WebSocket begin (A3). The library begins everything at once and knows an
 * operation by its id only: an operation that was completed before its turn never begins, and one that another
 * operation of the same id has replaced does not continue.
 */
import { type ExecutionArgs, getOperationAST, OperationTypeNode } from 'graphql';

import { FairTurns, type Turn } from '../common/fair-turns.js';
import { SOCKET_LIMITS } from './socket-limits.js';

/** What is used of the library's context of a socket. */
export interface SocketContext {
  readonly subscriptions: Readonly<Record<string, unknown>>;
  readonly extra: unknown;
}

interface Pausable {
  readonly bufferedAmount: number;
  readonly isPaused: boolean;
  pause(): void;
  resume(): void;
}

interface Ticket {
  turn: Turn | null;
  args: ExecutionArgs | null;
}

/**
 * A command that takes longer, as a claim that waits, does not keep others from beginning; what reads has its turn
 * until it has read.
 */
const LONGEST_TURN_MS = 250;

export class SocketTurns {
  /** A socket that does not take what it asked for gets nothing more to take. */
  private readonly turns = new FairTurns<SocketContext>(
    { inAll: SOCKET_LIMITS.beginning, ofOne: SOCKET_LIMITS.beginningOfSocket },
    (context) => (socketOf(context)?.bufferedAmount ?? 0) < SOCKET_LIMITS.unsentBeforeMore,
  );
  private readonly tickets = new WeakMap<SocketContext, Map<string, Ticket>>();

  /** Waits for the operation's turn; for ever, if it is completed or replaced before. */
  async wait(context: SocketContext, id: string): Promise<void> {
    const tickets = this.tickets.get(context) ?? new Map<string, Ticket>();
    this.tickets.set(context, tickets);
    const ticket: Ticket = { turn: null, args: null };
    tickets.set(id, ticket);
    const socket = socketOf(context);
    const goOnReading = () => {
      if (socket?.isPaused && this.turns.waitingOf(context) < SOCKET_LIMITS.waiting / 2) socket.resume();
    };
    const taken = this.turns.take(context, () => {
      const isWanted = tickets.get(id) === ticket && id in context.subscriptions;
      if (!isWanted) goOnReading();
      return isWanted;
    });
    if (this.turns.waitingOf(context) > SOCKET_LIMITS.waiting) socket?.pause();
    ticket.turn = await taken;
    goOnReading();
  }

  /** It is about to run. */
  runs(context: SocketContext, id: string, args: ExecutionArgs): void {
    const ticket = this.tickets.get(context)?.get(id);
    if (!ticket) return;
    ticket.args = args;
    const isReading = getOperationAST(args.document, args.operationName)?.operation === OperationTypeNode.QUERY;
    if (!isReading) setTimeout(() => ticket.turn?.end(), LONGEST_TURN_MS).unref();
  }

  /** It has its result, or its stream has begun. */
  began(context: SocketContext, id: string, args: ExecutionArgs, result: unknown): Promise<void> | void {
    const ticket = this.tickets.get(context)?.get(id);
    if (ticket?.args === args) return ticket.turn?.end();
    void (result as Partial<AsyncIterator<unknown>>).return?.();
    // Nobody waits for it any more; what awaits this is taken away with it.
    return new Promise(() => undefined);
  }

  /** It has ended, successful or not. */
  completed(context: SocketContext, id: string): void {
    const tickets = this.tickets.get(context);
    tickets?.get(id)?.turn?.end();
    tickets?.delete(id);
  }

  closed(context: SocketContext): void {
    this.turns.forget(context);
    this.tickets.delete(context);
  }
}

const socketOf = (context: SocketContext): Pausable | undefined =>
  (context.extra as { readonly socket?: Pausable } | undefined)?.socket;
