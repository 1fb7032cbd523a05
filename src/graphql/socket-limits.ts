/** Limits of WebSockets (A3). docs/limits.md documents them for users; a test compares the two. */
export const SOCKET_LIMITS = {
  /** Sockets of this server, and of one address; a dashboard and its workers share one. */
  sockets: 4_000,
  socketsOfAddress: 2_000,
  /** Operations that have not ended on one socket, subscriptions among them. */
  operations: 256,
  /** Operations that begin at a time: of one socket, and of all. */
  beginningOfSocket: 2,
  beginning: 4,
  /** Operations of one socket that wait for their turn before it is not read any further. */
  waiting: 64,
  /** Bytes that a socket has not taken. */
  unsentBytes: 4 * 1024 * 1024,
  /** Bytes of messages that have not ended, of all sockets together. */
  unfinishedBytes: 64 * 1024 * 1024,
  /** Bytes before connection_init is answered. */
  bytesBeforeInit: 64 * 1024,
  /** Bytes not taken, beyond which nothing more of the socket begins. */
  unsentBeforeMore: 256 * 1024,
  /** Bytes that no socket has taken, of all sockets together. */
  unsentBytesInAll: 128 * 1024 * 1024,
  /** Time for connection_init, and for a message to end. */
  initMs: 5_000,
  unfinishedMs: 30_000,
  /** Between pings, and for the answer to one. */
  pingMs: 12_000,
  /** For a pong after much was taken: the ping waits behind what the systems between have stored. */
  slowMs: 20_000,
  /** Time for the other side to close as well. */
  closeMs: 2_000,
} as const;

/** Why a socket is closed by us, besides what the protocol closes for. */
export const CLOSINGS = {
  unsent: { code: 4429, reason: 'Too much is unread: read what you ask for' },
  unfinished: { code: 4408, reason: 'A message did not end in time' },
  tooLarge: { code: 4413, reason: 'Too much of messages that do not end' },
} as const;
