/** How a forge is reached (M3): by the credentials that the server's file has for the remote, and nowhere else. */
import { Injectable } from '@nestjs/common';

import { LatestFew } from '../common/latest-few.js';
import { ReachableHosts } from '../common/reachable-hosts.js';
import { readCertificates } from '../config/remote-credentials-file.js';
import type { ForgeKind } from '../domain/model/remote.js';
import { type ForgePlace, forgePlace } from '../domain/rules/forge/forge-place.js';
import { GitAccess } from '../remotes/git-access.js';
import { type CredentialsEntry, CredentialsFault, RemoteCredentials } from '../remotes/remote-credentials.js';
import { type Forge, ForgeFault } from './api/forge.js';
import { ForgeClient, type ForgeLogin } from './api/forge-client.js';
import { forgeOf } from './api/forge-of.js';
import { AppTokens } from './app-tokens.js';
import { tokenForGit } from './token-for-git.js';

/** Forges whose ETags and limits are remembered. */
const MOST_FORGES = 100;
const APP_TIME_LIMIT_MS = 15_000;
const FILE = 'the file that AUTOPACK_REMOTE_CREDENTIALS names';

@Injectable()
export class ForgeAccess {
  /** How long a forge may take for an answer; changed only by tests. */
  timeLimitMs: number | undefined;
  private readonly forges = new LatestFew<string, Forge>(MOST_FORGES);
  private readonly stop = new AbortController();
  private readonly apps = new AppTokens();

  constructor(
    private readonly credentials: RemoteCredentials,
    private readonly git: GitAccess,
  ) {
    git.appTokens = {
      tokenFor: (url, entry, stop) => tokenForGit((place) => this.appToken(place, entry), url, entry, stop),
      forget: (token) => this.apps.forget(token),
    };
  }

  /** Rejects with a ForgeFault if no forge can be at the address, or the settings of now are against it. */
  async forge(kind: ForgeKind, remote: string): Promise<Forge> {
    const refusal = this.git.refusal(remote);
    if (refusal !== null) throw new ForgeFault('UNREACHABLE', refusal);
    const asSeen = forgePlace(kind, remote);
    const entry = asSeen && (await this.entry(asSeen, remote, isLogin));
    const place = entry?.api === undefined ? asSeen : forgePlace(kind, remote, entry.api);
    if (!place) throw new ForgeFault('NOT_FOUND', 'No forge can be at the address of the remote.');
    const key = `${kind} ${remote} ${place.api}`;
    const known = this.forges.get(key);
    if (known) return known;
    const made = forgeOf(
      new ForgeClient(place, {
        login: () => this.login(place, remote),
        reachable: this.judge,
        stop: this.stop.signal,
        ...(this.timeLimitMs === undefined ? {} : { timeLimitMs: this.timeLimitMs }),
      }),
    );
    this.forges.set(key, made);
    return made;
  }

  /** What messages of the remote's forge are signed with; null: nothing is known, and none is believed. */
  async webhookSecret(kind: ForgeKind, remote: string): Promise<string | null> {
    const place = forgePlace(kind, remote);
    const entry = place && (await this.entry(place, remote, ({ webhookSecret }) => webhookSecret !== undefined));
    return entry?.webhookSecret ?? null;
  }

  /** Breaks off what is asked now. */
  breakOff(): void {
    this.stop.abort();
  }

  /** Besides public addresses, the hosts that credentials were written for: whoever wrote the file chose them. */
  private reachable = new ReachableHosts([]);
  private readonly judge: Pick<ReachableHosts, 'mayReach'> = {
    mayReach: (...target) => this.reachable.mayReach(...target),
  };
  private readonly named = new Set<string>();

  private async login(place: ForgePlace, remote: string): Promise<ForgeLogin> {
    const entry = await this.entry(place, remote, isLogin);
    if (!entry) {
      const message = `There is no token for ${place.web}: put one into ${FILE}.`;
      throw new ForgeFault('NO_CREDENTIALS', message);
    }
    // The file may have changed since: a token goes to the API that its entry names.
    if (forgePlace(place.kind, remote, entry.api)?.api !== place.api)
      throw new ForgeFault('NO_CREDENTIALS', `The address of the API of ${place.web} has just changed in ${FILE}.`);
    const trust = await trusted(entry);
    if (entry.app) {
      const token = await this.appToken(place, entry);
      return { ...trust, authorization: `Bearer ${token}`, forget: () => this.apps.forget(token) };
    }
    this.name(entry, place);
    const authorization = `${place.kind === 'GITEA' ? 'token' : 'Bearer'} ${entry.token ?? entry.password}`;
    return { ...trust, authorization };
  }

  private async appToken(place: ForgePlace, entry: CredentialsEntry): Promise<string> {
    if (place.kind !== 'GITHUB')
      throw new ForgeFault(
        'NO_CREDENTIALS',
        `The credentials of ${place.web} are an app of GitHub, and its forge is not.`,
      );
    this.name(entry, place);
    const timeLimitMs = this.timeLimitMs ?? APP_TIME_LIMIT_MS;
    const route = { ...(await trusted(entry)), reachable: this.judge, stop: this.stop.signal, timeLimitMs };
    return this.apps.tokenFor(place.api, entry.app!, route).catch(inWordsOfForges);
  }

  /** A remote of SSH has another address for git than for the API. */
  private async entry(
    { web }: ForgePlace,
    remote: string,
    isUseful: (entry: CredentialsEntry) => boolean,
  ): Promise<CredentialsEntry | null> {
    for (const url of new Set([remote, web])) {
      const entry = await this.credentials.of(url).catch(inWordsOfForges);
      if (entry && isUseful(entry)) return entry;
    }
    return null;
  }

  private name({ prefix, api: given }: CredentialsEntry, { api, web }: ForgePlace): void {
    const { host, hostname, protocol } = new URL(api);
    const isOfRemote = new URL(prefix).hostname === hostname && new URL(web).hostname === hostname;
    if (given === undefined && !isOfRemote) return;
    const at = host === hostname ? `${hostname}:${protocol === 'https:' ? 443 : 80}` : host;
    if (this.named.has(at)) return;
    this.named.add(at);
    this.reachable = new ReachableHosts([...this.named]);
  }
}

const isLogin = ({ token, password, app }: CredentialsEntry): boolean => Boolean(token ?? password ?? app);

/** As git does: the certificates of the entry in place of those of the machine. */
const trusted = async ({ caFile }: CredentialsEntry): Promise<{ readonly ca?: string }> =>
  caFile === undefined ? {} : { ca: await readCertificates(caFile).catch(inWordsOfForges) };

function inWordsOfForges(error: unknown): never {
  if (error instanceof CredentialsFault) throw new ForgeFault('NO_CREDENTIALS', error.message);
  throw error;
}
