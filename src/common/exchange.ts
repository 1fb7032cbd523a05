/**
 * One request to another server, and its answer. The name is resolved once, and the connection goes to an address that
 * was judged: a name that answers otherwise a moment later leads nowhere. Redirects are not followed, no proxy of the
 * environment is used, and neither time nor answer is without a bound.
 */
import { lookup as resolveName } from 'node:dns/promises';
import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

/** Of an answer that is discarded so much is read, so that the server sees its connection end as it expects. */
const MOST_DISCARDED_BYTES = 65_536;

export type ExchangeFault = 'TIMEOUT' | 'CONNECTION' | 'NAME_NOT_FOUND' | 'CERTIFICATE' | 'ADDRESS_REFUSED';

export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: the request has none. */
  readonly body: string | null;
  /** Where it may connect to. */
  readonly reachable: { mayReach(host: string, port: number, address: string): boolean };
  /** For all of it. */
  readonly timeLimitMs: number;
  /** So many bytes of the answer are kept; null: none, and the headers end it. */
  readonly keptBytes: number | null;
  /** Certificates in PEM form that are trusted in place of those of the machine. */
  readonly ca?: string | undefined;
  /** Breaks it off. */
  readonly stop?: AbortSignal | undefined;
  /** Resolves a name to all of its addresses; default: as the operating system does. */
  readonly resolve?: ((name: string) => Promise<readonly ResolvedAddress[]>) | undefined;
}

interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Without the credential that was sent. Null: it was discarded, or is longer than what is kept. */
  readonly body: string | null;
}

/** Never rejects. */
export async function exchange(order: Exchange): Promise<Answer | { readonly fault: ExchangeFault }> {
  const { url, reachable, timeLimitMs, stop } = order;
  const target = new URL(url);
  const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
  const host = target.hostname;
  const literal = host.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !reachable.mayReach(host, port, literal)) return { fault: 'ADDRESS_REFUSED' };
  const limit = AbortSignal.timeout(timeLimitMs);
  const over = AbortSignal.any([limit, ...(stop ? [stop] : [])]);
  try {
    return await answerOf(order, target, judgedLookup(order, host, port), over);
  } catch (error) {
    return { fault: limit.aborted ? 'TIMEOUT' : faultOf(error) };
  }
}

class AddressRefused extends Error {}
class NameNotFound extends Error {}

function faultOf(error: unknown): ExchangeFault {
  if (error instanceof AddressRefused) return 'ADDRESS_REFUSED';
  if (error instanceof NameNotFound) return 'NAME_NOT_FOUND';
  const { code } = error as NodeJS.ErrnoException;
  // Faults of certificates have codes of OpenSSL and Node; those of connections are of the operating system.
  return /CERT|SELF_SIGNED|ISSUER|SIGNATURE|ERR_TLS|ERR_SSL|EPROTO/.test(code ?? '') ? 'CERTIFICATE' : 'CONNECTION';
}

/** Gives the connection only addresses that may be reached. */
function judgedLookup({ reachable, resolve = allAddresses }: Exchange, host: string, port: number): LookupFunction {
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

/** As the operating system resolves it. */
export const allAddresses = (name: string): Promise<readonly ResolvedAddress[]> => resolveName(name, { all: true });

function answerOf(
  { method, headers, body, keptBytes, ca }: Exchange,
  target: URL,
  lookup: LookupFunction,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const content = body === null ? null : Buffer.from(body);
    const request = send(target, {
      method,
      headers: {
        ...(content && { 'content-type': 'application/json', 'content-length': content.length }),
        ...{ accept: '*/*', ...headers },
      },
      // A connection of its own, made to an address that was judged for this request.
      agent: false,
      ...{ lookup, signal },
      ...(ca === undefined ? {} : { ca }),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      if (keptBytes !== null) {
        textOf(response, keptBytes).then(
          (text) => resolve({ status, headers: answered, body: text && withoutCredential(text, headers) }),
          reject,
        );
        return;
      }
      discard(response);
      resolve({ status, headers: answered, body: null });
    });
    request.end(content ?? undefined);
  });
}

/** What a server sends back of the credential that it was sent: words of answers are stored and displayed. */
function withoutCredential(text: string, headers: Readonly<Record<string, string>>): string {
  const [, credential] = /^\S+ +(\S{8,})$/.exec(headers.authorization ?? '') ?? [];
  return credential === undefined ? text : text.replaceAll(credential, '(secret)');
}

/** Null: it is longer. */
async function textOf(response: IncomingMessage, most: number): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    // Leaving the loop ends the connection.
    if (bytes > most) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function discard(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > MOST_DISCARDED_BYTES) response.destroy();
  });
}
