/**
 * The HTTP of forges (M3): bounded requests with a credential, answers that did not change (ETag), pages (Link), rate
 * limits, and every refusal in words. A credential goes to the API that it is for and nowhere else: redirects are
 * named, not followed, and the address of a next page must lie within the API.
 */
import type { IncomingHttpHeaders } from 'node:http';

import type { z } from 'zod';

import { type Answer, type Exchange, exchange } from '../../common/exchange.js';
import { LatestFew } from '../../common/latest-few.js';
import type { ForgePlace } from '../../domain/rules/forge/forge-place.js';
import { ForgeFault } from './forge.js';
import { faultOfAnswer, isRateLimited, limited, restMs, unreached } from './forge-answers.js';

const TIME_LIMIT_MS = 15_000;
const MOST_BYTES = 4 * 1_024 * 1_024;
const MOST_PAGES = 10;
/** Answers that are remembered with their ETag, for each client. */
const MOST_REMEMBERED = 100;

export interface ForgeAccess extends Pick<Exchange, 'reachable' | 'resolve' | 'stop'> {
  /** Rejects with a ForgeFault if there is none. */
  login(): Promise<ForgeLogin>;
  readonly timeLimitMs?: number;
}

export interface ForgeLogin {
  /** The value of `Authorization`. */
  readonly authorization: string;
  /** Certificates that are trusted in place of those of the machine. */
  readonly ca?: string;
  /** The forge did not accept it; another one may be had. Absent: there is no other. */
  readonly forget?: () => void;
}

interface Remembered {
  readonly etag: string;
  readonly body: string;
  readonly next: Next;
}

const ELSEWHERE = Symbol('elsewhere');
/** The address of the next page; null: there is none; ELSEWHERE: it does not lie within the API, and is not fetched. */
type Next = string | null | typeof ELSEWHERE;

interface Page<Value> {
  readonly value: Value;
  readonly next: Next;
}

export class ForgeClient {
  private readonly remembered = new LatestFew<string, Remembered>(MOST_REMEMBERED);
  /** Until then the forge wants to be left alone; by this process's monotonic clock. */
  private restUntil = 0;

  constructor(
    readonly place: ForgePlace,
    private readonly access: ForgeAccess,
  ) {}

  get host(): string {
    return new URL(this.place.api).host;
  }

  async get<Value>(path: string, schema: z.ZodType<Value>): Promise<Value> {
    return (await this.page(this.place.api + path, schema)).value;
  }

  /** Null: 404. */
  async find<Value>(path: string, schema: z.ZodType<Value>): Promise<Value | null> {
    try {
      return await this.get(path, schema);
    } catch (error) {
      if (error instanceof ForgeFault && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  }

  /** The pages of a list, one after the other, until `enough` is true of what was read. */
  async list<Value>(
    path: string,
    schema: z.ZodType<readonly Value[]>,
    enough?: (values: readonly Value[]) => boolean,
  ): Promise<Value[]> {
    return (await this.listed(path, schema, enough)).values;
  }

  /** The same; `isCut`: there are pages that were not read. */
  async listed<Value>(
    path: string,
    schema: z.ZodType<readonly Value[]>,
    enough: (values: readonly Value[]) => boolean = () => false,
  ): Promise<{ readonly values: Value[]; readonly isCut: boolean }> {
    const values: Value[] = [];
    let next: Next = this.place.api + path;
    for (let pages = 0; typeof next === 'string' && pages < MOST_PAGES && !enough(values); pages++) {
      const page: Page<readonly Value[]> = await this.page(next, schema);
      values.push(...page.value);
      next = page.next;
    }
    return { values, isCut: next !== null };
  }

  async send<Value>(
    method: 'POST' | 'PATCH' | 'PUT',
    path: string,
    body: object,
    schema: z.ZodType<Value>,
  ): Promise<Value> {
    const url = path.startsWith('/') ? this.place.api + path : path;
    const answer = await this.answer(method, url, {}, JSON.stringify(body));
    if (answer.status < 200 || answer.status > 299) throw this.refused(answer);
    return this.read(answer.body, schema);
  }

  private async page<Value>(url: string, schema: z.ZodType<Value>): Promise<Page<Value>> {
    const before = this.remembered.get(url);
    const answer = await this.answer('GET', url, before ? { 'if-none-match': before.etag } : {}, null);
    if (answer.status === 304 && before) return { value: this.read(before.body, schema), next: before.next };
    if (answer.status !== 200) throw this.refused(answer);
    const next = this.nextOf(answer.headers);
    const { etag } = answer.headers;
    const value = this.read(answer.body, schema);
    if (etag !== undefined && answer.body !== null) this.remembered.set(url, { etag, body: answer.body, next });
    return { value, next };
  }

  private async answer(
    method: string,
    url: string,
    headers: Record<string, string>,
    body: string | null,
    isAgain = false,
  ): Promise<Answer> {
    const left = this.restUntil - performance.now();
    if (left > 0) throw limited(this.host, Math.ceil(left));
    const { reachable, resolve, stop, timeLimitMs = TIME_LIMIT_MS } = this.access;
    const { authorization, ca, forget } = await this.access.login();
    const own = { 'user-agent': 'autopack', accept: 'application/json', authorization };
    const answer = await exchange({
      ...{ method, url, headers: { ...own, ...headers }, body, reachable, timeLimitMs, keptBytes: MOST_BYTES },
      ...{ resolve, stop, ca },
    });
    if ('fault' in answer) throw unreached(this.host, answer.fault);
    const rest = restMs(answer);
    if (rest !== null) this.restUntil = performance.now() + rest;
    if (isRateLimited(answer)) throw limited(this.host, rest!);
    if (answer.status === 401 && forget) {
      forget();
      // Nothing was done, so that even an order may be sent again.
      if (!isAgain) return this.answer(method, url, headers, body, true);
    }
    return answer;
  }

  private refused(answer: Answer): ForgeFault {
    return faultOfAnswer(answer, this.host, this.place.path);
  }

  private read<Value>(body: string | null, schema: z.ZodType<Value>): Value {
    try {
      return schema.parse(JSON.parse(body ?? ''));
    } catch {
      throw new ForgeFault('BROKEN', `${this.host} answered something else than its API describes.`);
    }
  }

  private nextOf({ link }: IncomingHttpHeaders): Next {
    const next = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(typeof link === 'string' ? link : '')?.[1];
    if (next === undefined) return null;
    if (!URL.canParse(next, this.place.api)) return ELSEWHERE;
    const { href } = new URL(next, this.place.api);
    return href.startsWith(`${this.place.api}/`) ? href : ELSEWHERE;
  }
}
