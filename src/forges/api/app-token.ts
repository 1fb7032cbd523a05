/**
 * The exchange of an app's key for a token of one installation (M3): the app signs who it is, GitHub answers with a token
 * that is good for an hour. Neither key nor token is in a message.
 */
import { type KeyObject, sign } from 'node:crypto';

import { z } from 'zod';

import { type Answer, type Exchange, exchange } from '../../common/exchange.js';
import { ForgeFault } from './forge.js';
import { isRateLimited, limited, restMs, unreached, wordsOf } from './forge-answers.js';

export interface AppOrder extends Pick<Exchange, 'reachable' | 'timeLimitMs' | 'stop' | 'ca'> {
  readonly api: string;
  readonly appId: string;
  readonly installationId: string;
  readonly key: KeyObject;
}

export interface AppToken {
  readonly token: string;
  /** From now on, by the clock of the forge. */
  readonly lifetimeMs: number;
}

/** An app's own clock may be ahead of the forge's by so much; GitHub takes claims of up to 10 minutes. */
const BACK_SECONDS = 60;
const GOOD_SECONDS = 9 * 60;
/** A clock that differs by more may be why a claim is refused. */
const DIFFERENCE_MS = 30_000;
const MOST_BYTES = 65_536;

const answered = z.object({ token: z.string().regex(/^[\x21-\x7e]{1,10000}$/), expires_at: z.coerce.date() });

/** Throws a ForgeFault. A refusal is asked about again by the clock of the forge, if that differs from this machine's. */
export async function exchangeAppToken(order: AppOrder): Promise<AppToken> {
  const { host } = new URL(order.api);
  let answer = await ask(order, Date.now());
  const theirs = clockOf(answer);
  if (answer.status === 401 && Math.abs(theirs - Date.now()) > DIFFERENCE_MS) answer = await ask(order, theirs);
  if (answer.status !== 201) throw refusal(answer, host, order.installationId);
  const read = answered.safeParse(jsonOf(answer.body));
  if (!read.success) throw new ForgeFault('BROKEN', `${host} answered something else than a token of the app.`);
  return { token: read.data.token, lifetimeMs: read.data.expires_at.getTime() - clockOf(answer) };
}

async function ask({ api, appId, installationId, key, ...route }: AppOrder, nowMs: number): Promise<Answer> {
  const answer = await exchange({
    ...route,
    method: 'POST',
    url: `${api}/app/installations/${encodeURIComponent(installationId)}/access_tokens`,
    headers: {
      'user-agent': 'autopack',
      accept: 'application/json',
      authorization: `Bearer ${claim(appId, key, nowMs)}`,
    },
    body: '{}',
    keptBytes: MOST_BYTES,
  });
  const { host } = new URL(api);
  if ('fault' in answer) throw unreached(host, answer.fault);
  if (isRateLimited(answer)) throw limited(host, restMs(answer)!);
  return answer;
}

/** A JSON Web Token by RS256. */
function claim(appId: string, key: KeyObject, nowMs: number): string {
  const now = Math.floor(nowMs / 1_000);
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: now - BACK_SECONDS, exp: now + GOOD_SECONDS, iss: appId },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}

/** The forge's clock when it answered, in milliseconds; this machine's if the forge does not say. */
function clockOf({ headers }: Answer): number {
  const sent = Date.parse(headers.date ?? '');
  return Number.isNaN(sent) ? Date.now() : sent;
}

function jsonOf(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return null;
  }
}

/** Not NOT_FOUND: that is about what was asked for with the token. */
function refusal(answer: Answer, host: string, installationId: string): ForgeFault {
  const { status } = answer;
  const words = wordsOf(answer.body);
  const stated = words === '' ? '' : ` It says: ${words}`;
  if (status >= 300 && status < 400)
    return new ForgeFault('MOVED', `${host} says that its API has moved (${status}): change the project's remote.`);
  if (status === 401)
    return new ForgeFault(
      'UNAUTHORIZED',
      `${host} does not accept the app (401): look at its id, whether the key of privateKeyFile is still one of its keys, and at the clock of this machine.`,
    );
  if (status === 404 || status === 410)
    return new ForgeFault(
      'UNAUTHORIZED',
      `${host} knows no installation ${installationId} of the app (${status}): look at installationId, and whether the app is still installed.`,
    );
  if (status === 403)
    return new ForgeFault('FORBIDDEN', `${host} gives the app no token (403): it may be suspended.${stated}`);
  if (status === 422) return new ForgeFault('REFUSED', `${host} gives the app no token (422).${stated}`);
  return new ForgeFault('BROKEN', `${host} answered with status ${status} when the app wanted a token.`);
}
