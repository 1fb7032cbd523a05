/** What an answer of a forge means that is no success (M3): rate limits, and refusals in words that say what to do. */
import type { Answer, ExchangeFault } from '../../common/exchange.js';
import { retryAfterMs } from '../../domain/rules/webhook/retry-after.js';
import { printableWords } from '../../domain/text/printable.js';
import { ForgeFault } from './forge.js';

const UNREACHED: Readonly<Record<ExchangeFault, string>> = {
  TIMEOUT: 'did not answer in time',
  CONNECTION: 'refused or broke the connection',
  NAME_NOT_FOUND: 'has no address: its name was not found',
  CERTIFICATE: 'has a certificate that is not trusted',
  ADDRESS_REFUSED: 'has an address that is not public, and no credentials name this host',
};

export const unreached = (host: string, fault: ExchangeFault): ForgeFault =>
  new ForgeFault('UNREACHABLE', `${host} ${UNREACHED[fault]}.`);

export const limited = (host: string, waitMs: number): ForgeFault =>
  new ForgeFault(
    'RATE_LIMITED',
    `${host} limits requests; it is asked again in ${Math.ceil(waitMs / 1_000)} seconds.`,
    waitMs,
  );

const LEAST_REST_MS = 1_000;
/** Where a forge does not say how long: what GitHub asks for. */
const REST_MS = 60_000;
/** GitHub's windows are an hour; a longer rest is a clock that is wrong. */
const MOST_REST_MS = 2 * 60 * 60_000;
const MOST_WORDS = 300;

const header = ({ headers }: Answer, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
};

const remaining = (answer: Answer): string | undefined =>
  header(answer, 'x-ratelimit-remaining') ?? header(answer, 'ratelimit-remaining');

/** GitHub says 403 or 429, with or without `Retry-After`; the others say 429. */
export function isRateLimited(answer: Answer): boolean {
  if (answer.status === 429) return true;
  if (answer.status !== 403) return false;
  if (header(answer, 'retry-after') !== undefined || remaining(answer) === '0') return true;
  return /rate limit|abuse detection/i.test(wordsOf(answer.body));
}

/**
 * So long the forge wants to be left alone; null: it does not. An exhausted limit counts although this answer was given:
 * the next one would not be. Instants of a forge are read by its own clock.
 */
export function restMs(answer: Answer): number | null {
  const limited = isRateLimited(answer);
  if (!limited && remaining(answer) !== '0') return null;
  const sent = Date.parse(header(answer, 'date') ?? '');
  const now = Number.isNaN(sent) ? new Date() : new Date(sent);
  const reset = Number(header(answer, 'x-ratelimit-reset') ?? header(answer, 'ratelimit-reset') ?? Number.NaN);
  const own = limited ? retryAfterMs(header(answer, 'retry-after'), now) : null;
  const rest = own ?? (Number.isFinite(reset) ? reset * 1_000 - now.getTime() : limited ? REST_MS : LEAST_REST_MS);
  return Math.min(Math.max(rest, LEAST_REST_MS), MOST_REST_MS);
}

/** `place` is how the forge names the repository. */
export function faultOfAnswer(answer: Answer, host: string, place: string): ForgeFault {
  const { status } = answer;
  const words = wordsOf(answer.body);
  const stated = words === '' ? '' : ` It says: ${words}`;
  if (status >= 300 && status < 400) {
    return new ForgeFault('MOVED', `${host} says that "${place}" has moved: change the project's remote.`);
  }
  switch (status) {
    case 401:
      return new ForgeFault(
        'UNAUTHORIZED',
        `${host} does not accept the token (401): it is wrong, expired or revoked. Put a new one into the file of credentials.`,
      );
    case 403:
      return new ForgeFault(
        'FORBIDDEN',
        `The token may not do this in "${place}" on ${host} (403): it needs to write pull requests and to read checks.${stated}`,
      );
    case 404:
    case 410:
      return new ForgeFault(
        'NOT_FOUND',
        `${host} knows no "${place}" that the token may see (${status}): check the remote's address and what the token reaches.`,
      );
    case 400:
    case 409:
    case 422:
      if (/already exists/i.test(words)) return new ForgeFault('EXISTS', `${host} has an open one for these branches.`);
      return new ForgeFault('REFUSED', `${host} refuses it (${status}).${stated}`);
    default:
      return new ForgeFault('BROKEN', `${host} answered with status ${status}.`);
  }
}

/** What a forge says in its answer: one line of bounded length. */
export function wordsOf(body: string | null): string {
  const texts: string[] = [];
  const collect = (value: unknown, depth: number): void => {
    if (typeof value === 'string') texts.push(value);
    else if (Array.isArray(value) && depth < 3) for (const each of value) collect(each, depth + 1);
    else if (typeof value === 'object' && value !== null && depth < 3) {
      for (const [key, each] of Object.entries(value)) if (SAYING.has(key) || depth > 0) collect(each, depth + 1);
    }
  };
  try {
    collect(JSON.parse(body ?? ''), 0);
  } catch {
    return '';
  }
  return printableWords(texts.join('; '), MOST_WORDS);
}

const SAYING = new Set(['message', 'error', 'errors', 'error_description']);
