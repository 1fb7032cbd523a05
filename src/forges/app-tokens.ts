/**
 * Tokens of apps (M3), in the memory of this server alone. One is used until shortly before its end, and one exchange at a
 * time is made for an installation, however many pushes and looks wait for it.
 */
import type { Exchange } from '../common/exchange.js';
import { LatestFew } from '../common/latest-few.js';
import { readAppKey } from '../config/remote-credentials-file.js';
import type { CredentialsEntry } from '../remotes/remote-credentials.js';
import { exchangeAppToken } from './api/app-token.js';
import { ForgeFault } from './api/forge.js';
import { limited } from './api/forge-answers.js';

/** What a push or a look may take. */
const BEFORE_END_MS = 5 * 60_000;
const MOST_INSTALLATIONS = 1_000;

interface Kept {
  readonly token: string;
  /** By this process's monotonic clock. */
  readonly until: number;
}

export class AppTokens {
  private readonly kept = new LatestFew<string, Kept>(MOST_INSTALLATIONS);
  /** Until when a forge wants to be left alone. */
  private readonly rests = new LatestFew<string, number>(MOST_INSTALLATIONS);
  private readonly underWay = new Map<string, Promise<string>>();

  /** Throws ForgeFault and CredentialsFault. */
  async tokenFor(
    api: string,
    app: NonNullable<CredentialsEntry['app']>,
    route: Pick<Exchange, 'reachable' | 'timeLimitMs' | 'stop' | 'ca'>,
  ): Promise<string> {
    const key = JSON.stringify([api, String(app.id), String(app.installationId), app.privateKeyFile]);
    const kept = this.kept.get(key);
    if (kept && performance.now() < kept.until) return kept.token;
    const left = (this.rests.get(key) ?? 0) - performance.now();
    if (left > 0) throw limited(new URL(api).host, Math.ceil(left));
    let exchanged = this.underWay.get(key);
    if (!exchanged) {
      exchanged = this.exchanged(key, api, app, route).finally(() => this.underWay.delete(key));
      this.underWay.set(key, exchanged);
    }
    return exchanged;
  }

  /** A token that was not accepted is not used again. */
  forget(token: string): void {
    for (const [key, kept] of this.kept.all()) if (kept.token === token) this.kept.delete(key);
  }

  private async exchanged(
    place: string,
    api: string,
    { id, installationId, privateKeyFile }: NonNullable<CredentialsEntry['app']>,
    route: Pick<Exchange, 'reachable' | 'timeLimitMs' | 'stop' | 'ca'>,
  ): Promise<string> {
    const key = await readAppKey(privateKeyFile);
    const order = { ...route, api, appId: String(id), installationId: String(installationId), key };
    try {
      const { token, lifetimeMs } = await exchangeAppToken(order);
      this.kept.set(place, { token, until: performance.now() + lifetimeMs - BEFORE_END_MS });
      return token;
    } catch (error) {
      if (error instanceof ForgeFault && error.retryAfterMs !== null)
        this.rests.set(place, performance.now() + error.retryAfterMs);
      throw error;
    }
  }
}
