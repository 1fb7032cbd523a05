/**
 * Sends one message (A7). The name is resolved once, and the connection goes to an address that was judged: a name that
 * answers otherwise a moment later leads nowhere. Redirects are not followed, no proxy of the environment is used, and
 * neither time nor answer is without a bound.
 */
import { lookup as resolveName } from 'node:dns/promises';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

import type { ReachableHosts } from '../common/reachable-hosts.js';
import type { DeliveryFault } from '../domain/model/webhook.js';
import { retryAfterMs } from '../domain/rules/webhook/retry-after.js';

/** Of the answer so much is read, so that a receiver sees its connection end as it expects; it is not kept. */
const MOST_ANSWER_BYTES = 65_536;

/** Statuses that say when to come back. */
const BUSY = [429, 503];

export interface Posting {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly reachable: ReachableHosts;
  readonly timeLimitMs: number;
  /** Breaks it off. */
  readonly stop?: AbortSignal;
  /** Resolves a name to all of its addresses; default: as the operating system does. */
  readonly resolve?: (name: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
}

/** The fault is null if the receiver took the message. */
export interface Posted {
  readonly status: number | null;
  readonly fault: DeliveryFault | null;
  /** So long a receiver that is busy asks to be left alone (429, 503); null: it does not ask. */
  readonly retryAfterMs: number | null;
}

/** Never rejects. */
export async function post(posting: Posting): Promise<Posted> {
  const { url, reachable, timeLimitMs } = posting;
  const target = new URL(url);
  const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
  const host = target.hostname;
  const literal = host.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !reachable.mayReach(host, port, literal)) return failed('ADDRESS_REFUSED');
  const limit = AbortSignal.timeout(timeLimitMs);
  const over = AbortSignal.any([limit, ...(posting.stop ? [posting.stop] : [])]);
  try {
    const { status, retryAfter } = await answerOf(posting, target, judgedLookup(posting, host, port), over);
    const pauseMs = BUSY.includes(status) ? retryAfterMs(retryAfter, new Date()) : null;
    return { status, fault: faultOf(status), retryAfterMs: pauseMs };
  } catch (error) {
    return failed(limit.aborted ? 'TIMEOUT' : faultOfError(error));
  }
}

const failed = (fault: DeliveryFault): Posted => ({ status: null, fault, retryAfterMs: null });

function faultOf(status: number): DeliveryFault | null {
  if (status >= 200 && status < 300) return null;
  if (status === 410) return 'GONE';
  return status >= 300 && status < 400 ? 'REDIRECT' : 'STATUS';
}

class AddressRefused extends Error {}
class NameNotFound extends Error {}

function faultOfError(error: unknown): DeliveryFault {
  if (error instanceof AddressRefused) return 'ADDRESS_REFUSED';
  if (error instanceof NameNotFound) return 'NAME_NOT_FOUND';
  const { code } = error as NodeJS.ErrnoException;
  // Faults of certificates have codes of OpenSSL and Node; those of connections are of the operating system.
  return /CERT|SELF_SIGNED|ISSUER|SIGNATURE|ERR_TLS|ERR_SSL|EPROTO/.test(code ?? '') ? 'CERTIFICATE' : 'CONNECTION';
}

/** Gives the connection only addresses that may be reached. */
function judgedLookup({ reachable, resolve = allAddresses }: Posting, host: string, port: number): LookupFunction {
  return (name, options, done) => {
    const answer = async () => {
      const found = await resolve(name).catch(() => {
        throw new NameNotFound(name);
      });
      const judged = found.filter(({ address }) => reachable.mayReach(host, port, address));
      if (judged.length === 0) throw new AddressRefused(name);
      return judged;
    };
    answer().then(
      (judged) => {
        if (options.all) done(null, [...judged]);
        else done(null, judged[0]!.address, judged[0]!.family);
      },
      (error: Error) => done(error, ''),
    );
  };
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

const allAddresses = (name: string) => resolveName(name, { all: true });

function answerOf(
  { headers, body }: Posting,
  target: URL,
  lookup: LookupFunction,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const content = Buffer.from(body);
    const request = send(target, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', 'content-length': content.length, accept: '*/*' },
        ...headers,
      },
      // A connection of its own, made to an address that was judged for this message.
      agent: false,
      ...{ lookup, signal },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      response.on('error', () => undefined);
      discard(response);
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
    });
    request.end(content);
  });
}

function discard(response: IncomingMessage): void {
  let bytes = 0;
  response.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > MOST_ANSWER_BYTES) response.destroy();
  });
}
