/**
 * Watches over the sockets of a server (A3): how many there are, how much one sends without ending a message, how much
 * it does not take. What goes beyond the limits is closed with a code that says why; what does not close by itself is
 * cut.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { CLOSINGS, SOCKET_LIMITS } from '../graphql/socket-limits.js';
import { type RefusedAnswer, TOO_MANY_SOCKETS } from './answers.js';

/** What is used of a socket of the library. */
export interface WatchedSocket {
  readonly bufferedAmount: number;
  readonly readyState: number;
  readonly isPaused: boolean;
  close(code: number, reason: string): void;
  on(event: 'message' | 'close', listener: () => void): void;
  on(event: 'ping' | 'pong', listener: (data: Buffer) => void): void;
  emit(event: 'pong', data: Buffer): void;
  listenerCount(event: 'pong'): number;
}

interface Watched {
  readonly address: string;
  received: number;
  /** Bytes that came since the last message ended, and since when. */
  unfinished: number;
  since: number;
  readonly raw: Socket;
  /** Bytes that the system has taken for the other side, when there were many more than before, and since when. */
  taken: number;
  tookAt: number;
}

const OPEN = 1;
const SWEEP_MS = 250;
const CONTROL_FRAME_HEAD = 6;
/** So many bytes are no ping: the other side takes what it asked for. */
const MUCH_BYTES = 64 * 1024;
/** Stands for a pong that cannot have come yet. */
const LIVES = Buffer.alloc(0);
/** Sockets whose connection_init was accepted. */
const initialised = new WeakSet<object>();

/** The socket has authenticated. */
export const noteInitialised = (socket: object): void => void initialised.add(socket);

export class SocketWatch {
  private readonly sockets = new Map<WatchedSocket, Watched>();
  private readonly addresses = new Map<string, number>();
  private unfinished = 0;
  private readonly sweeping = setInterval(() => this.sweep(), SWEEP_MS);

  constructor(private readonly limits: { readonly [Name in keyof typeof SOCKET_LIMITS]: number } = SOCKET_LIMITS) {
    this.sweeping.unref();
  }

  stop(): void {
    clearInterval(this.sweeping);
  }

  /** Why no more sockets are opened, for now. */
  refusal(request: IncomingMessage): RefusedAnswer | null {
    const ofAddress = this.addresses.get(addressOf(request)) ?? 0;
    return this.sockets.size >= this.limits.sockets || ofAddress >= this.limits.socketsOfAddress
      ? TOO_MANY_SOCKETS
      : null;
  }

  add(socket: WatchedSocket, request: IncomingMessage): void {
    const address = addressOf(request);
    const watched: Watched = {
      address,
      received: 0,
      unfinished: 0,
      since: 0,
      raw: request.socket,
      taken: 0,
      tookAt: -Infinity,
    };
    this.sockets.set(socket, watched);
    this.addresses.set(address, (this.addresses.get(address) ?? 0) + 1);
    request.socket.on('data', (chunk: Buffer) => this.came(socket, watched, chunk.length));
    socket.on('message', () => this.ended(watched, watched.unfinished));
    const control = (data: Buffer) => {
      if (data !== LIVES) this.ended(watched, Math.min(watched.unfinished, data.length + CONTROL_FRAME_HEAD));
    };
    socket.on('ping', control);
    socket.on('pong', control);
    socket.on('close', () => this.gone(socket, watched));
  }

  private came(socket: WatchedSocket, watched: Watched, bytes: number): void {
    if (watched.unfinished === 0) watched.since = performance.now();
    watched.received += bytes;
    watched.unfinished += bytes;
    this.unfinished += bytes;
    if (watched.received > this.limits.bytesBeforeInit && !initialised.has(socket)) end(socket, CLOSINGS.tooLarge);
    if (this.unfinished > this.limits.unfinishedBytes) this.cutLargest();
  }

  private ended(watched: Watched, bytes: number): void {
    watched.unfinished -= bytes;
    this.unfinished -= bytes;
  }

  private gone(socket: WatchedSocket, watched: Watched): void {
    if (!this.sockets.delete(socket)) return;
    this.ended(watched, watched.unfinished);
    const left = (this.addresses.get(watched.address) ?? 1) - 1;
    if (left > 0) this.addresses.set(watched.address, left);
    else this.addresses.delete(watched.address);
  }

  private cutLargest(): void {
    let largest: [WatchedSocket, Watched] | null = null;
    for (const entry of this.sockets)
      if (entry[0].readyState === OPEN && entry[1].unfinished > (largest?.[1].unfinished ?? 0)) largest = entry;
    if (largest) end(largest[0], CLOSINGS.tooLarge);
  }

  /**
   * A ping waits behind all that a slow reader has not taken, and a pong is not heard on a socket that we do not read:
   * both are no sign that nobody is there.
   */
  private lives(socket: WatchedSocket, watched: Watched, now: number): boolean {
    const taken = watched.raw.bytesWritten - watched.raw.writableLength;
    if (taken - watched.taken >= MUCH_BYTES) [watched.taken, watched.tookAt] = [taken, now];
    return now - watched.tookAt < this.limits.slowMs || (socket.isPaused && socket.bufferedAmount === 0);
  }

  private sweep(): void {
    const now = performance.now();
    let unsent = 0;
    let slowest: WatchedSocket | null = null;
    for (const [socket, watched] of this.sockets) {
      if (socket.readyState !== OPEN) continue;
      // Its message cannot end while we do not read it.
      if (socket.isPaused) watched.since = now;
      // The library cuts a socket without a pong; more listeners than ours: it waits for one.
      if (this.lives(socket, watched, now) && socket.listenerCount('pong') > 1) socket.emit('pong', LIVES);
      unsent += socket.bufferedAmount;
      if (socket.bufferedAmount > (slowest?.bufferedAmount ?? 0)) slowest = socket;
      if (socket.bufferedAmount > this.limits.unsentBytes) end(socket, CLOSINGS.unsent);
      else if (watched.unfinished > 0 && now - watched.since > this.limits.unfinishedMs)
        end(socket, CLOSINGS.unfinished);
    }
    if (slowest && unsent > this.limits.unsentBytesInAll) end(slowest, CLOSINGS.unsent);
  }
}

const addressOf = ({ socket }: IncomingMessage): string => socket.remoteAddress ?? '';

function end(socket: WatchedSocket, { code, reason }: { readonly code: number; readonly reason: string }): void {
  if (socket.readyState === OPEN) socket.close(code, reason);
}
