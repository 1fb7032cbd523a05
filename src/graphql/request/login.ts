/** A caller that was let in, for as long as its token is good (A2). */
import type { IncomingMessage } from 'node:http';

import { type Caller, DEFAULT_OPERATOR } from '../../domain/model/caller.js';

export class Login {
  private readonly listeners = new Set<() => void>();
  private over = false;

  constructor(readonly caller: Caller) {}

  /** The token was revoked or has expired: nothing more is done for it. */
  get isOver(): boolean {
    return this.over;
  }

  /** Somebody waits for the end: a socket, a claim. */
  get isHeld(): boolean {
    return this.listeners.size > 0;
  }

  /** Calls back once, at the end; at once if that is past. Returns how to stop listening. */
  onEnd(listener: () => void): () => void {
    if (this.over) listener();
    else this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    for (const listener of this.listeners) listener();
    this.listeners.clear();
  }
}

/** Of an open server, and of the token of the configuration: it never ends. */
export const OPERATOR_LOGIN = new Login(DEFAULT_OPERATOR);

/** Finds out who sends a text as its token. */
export interface Logins {
  /**
   * Null: nobody that we know. `text` is what a request or a socket says of itself, with or without `Bearer `; a request says it
   * with (`isHeader`). Throws while the database that knows is away.
   */
  loginOf(text: unknown, isHeader: boolean): Login | null | Promise<Login | null>;
}

const logins = new WeakMap<IncomingMessage, Login>();

/** The edge has found out who sends the request. */
export const noteLogin = (request: IncomingMessage, login: Login): void => void logins.set(request, login);

/** Null: the edge has let nobody in. */
export const loginOf = (request: IncomingMessage): Login | null => logins.get(request) ?? null;
