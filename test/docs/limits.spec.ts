/** docs/limits.md says what the code holds. */
import { readFile } from 'node:fs/promises';

import { MAX_REPORTED } from '../../src/graphql/errors/many-faults.js';
import { INPUT_LIMITS } from '../../src/graphql/errors/variable-faults.js';
import { BODY_LIMIT_BYTES, MAX_DEPTH, MAX_TOKENS } from '../../src/graphql/limits.js';
import { CLOSINGS, SOCKET_LIMITS } from '../../src/graphql/socket-limits.js';

const displayed = (value: number): string => value.toLocaleString('en-US');
const MIB = 1024 * 1024;

test('A3: the documented limits are those in force', async () => {
  const rows = new Map(
    (await readFile('docs/limits.md', 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, name, ...values]) => [name!, values.filter((value) => value !== '').join(' | ')] as const),
  );
  const L = SOCKET_LIMITS;
  const reported: Readonly<Record<string, string>> = {
    'body, or message over WebSocket': `${BODY_LIMIT_BYTES / MIB} MiB`,
    'levels of the JSON of a body': displayed(INPUT_LIMITS.depth),
    'keys of one object': displayed(INPUT_LIMITS.keysOfObject),
    'values in all': displayed(INPUT_LIMITS.values),
    'faults that are reported': displayed(MAX_REPORTED),
    tokens: displayed(MAX_TOKENS),
    'depth of selections': displayed(MAX_DEPTH),
    'sockets of a server, of one address': `${displayed(L.sockets)}, ${displayed(L.socketsOfAddress)} | the upgrade is answered 503`,
    'time for `connection_init`': `${L.initMs / 1_000} s | closed with 4408`,
    'bytes before `connection_init` is accepted': `${L.bytesBeforeInit / 1_024} KiB | closed with ${CLOSINGS.tooLarge.code}`,
    'time for a message to end': `${L.unfinishedMs / 1_000} s | closed with ${CLOSINGS.unfinished.code}`,
    'bytes of messages that have not ended, of all sockets': `${L.unfinishedBytes / MIB} MiB | the socket with the most is closed with ${CLOSINGS.tooLarge.code}`,
    'operations of a socket that have not ended, subscriptions included': `${L.operations} | the operation is answered with an error`,
    'bytes that a socket does not take, of one and of all': `${L.unsentBytes / MIB} MiB, ${L.unsentBytesInAll / MIB} MiB | closed with ${CLOSINGS.unsent.code}, the slowest first`,
    'time between pings, and for a pong': `${L.pingMs / 1_000} s | cut`,
    'time for a pong of a slow reader, after it has taken 64 KiB': `${L.slowMs / 1_000} s | cut`,
    'time for the other side to close as well': `${L.closeMs / 1_000} s | cut`,
  };
  for (const [name, value] of Object.entries(reported)) expect([name, rows.get(name)]).toEqual([name, value]);
});
