/** How git gets into a remote (M3): what the settings allow, and what the file of credentials has for the address. */
import { Inject, Injectable } from '@nestjs/common';

import { allAddresses } from '../common/exchange.js';
import { SETTINGS } from '../config/settings.token.js';
import type { ForgeKind } from '../domain/model/remote.js';
import type { RemoteAccess } from '../git/remote-repository.js';
import { type CredentialsEntry, CredentialsFault, RemoteCredentials } from './remote-credentials.js';
import { judgedHost, remoteFault, RemoteRefused, type RemoteSettings } from './remote-reach.js';

/** A forge takes a token as the password of such a user. */
const TOKEN_USER: Readonly<Record<ForgeKind, string>> = { GITHUB: 'x-access-token', GITLAB: 'oauth2', GITEA: 'oauth2' };

/** Tokens of apps, which are good for an hour or so. */
export interface AppTokens {
  /** A token for the address; asks the forge for one if need be. Throws CredentialsFault. */
  tokenFor(url: string, entry: CredentialsEntry, stop: AbortSignal): Promise<string>;
  /** The forge did not accept it. */
  forget(token: string): void;
}

@Injectable()
export class GitAccess {
  /** Set by whoever speaks to forges. */
  appTokens: AppTokens | null = null;
  /** How names are resolved; changed only by tests. */
  resolve = allAddresses;

  constructor(
    private readonly credentials: RemoteCredentials,
    @Inject(SETTINGS) private readonly settings: RemoteSettings,
  ) {}

  /** What the settings of now have against the address of a remote, in a sentence; null: nothing. */
  refusal(url: string): string | null {
    const fault = remoteFault(url, this.settings);
    return fault === null ? null : `The address of the remote ${fault}.`;
  }

  /** Throws CredentialsFault, of the kind RemoteRefused if git must not connect there. `stop` breaks it off. */
  async to(url: string, forge: ForgeKind | null, stop: AbortSignal): Promise<RemoteAccess> {
    const protocols = this.settings.remoteProtocols;
    const refusal = this.refusal(url);
    if (refusal !== null) throw new RemoteRefused(refusal);
    const entry = await this.credentials.of(url);
    const at = await judgedHost(url, entry, this.resolve);
    const way = { protocols, ...(at === null ? {} : { at }) };
    if (entry === null) return way;
    const { username, sshKeyFile, knownHostsFile, caFile } = entry;
    const password = entry.app ? await this.appToken(url, forge, entry, stop) : (entry.token ?? entry.password);
    const login = { username: username ?? (forge === null ? 'x-access-token' : TOKEN_USER[forge]) };
    return {
      ...way,
      ...(password === undefined ? {} : { login: { ...login, password } }),
      ...(sshKeyFile === undefined ? {} : { sshKeyFile }),
      ...(knownHostsFile === undefined ? {} : { knownHostsFile }),
      ...(caFile === undefined ? {} : { caFile }),
    };
  }

  /** The remote did not accept the login: a token of an app is not used again. */
  refused({ login }: RemoteAccess): void {
    if (login) this.appTokens?.forget(login.password);
  }

  /** SSH has no use for it. */
  private async appToken(
    url: string,
    forge: ForgeKind | null,
    entry: CredentialsEntry,
    stop: AbortSignal,
  ): Promise<string | undefined> {
    if (!url.startsWith('http')) return undefined;
    if (forge !== 'GITHUB' && forge !== null)
      throw new CredentialsFault('The credentials of the address are an app of GitHub, and its forge is another one.');
    if (!this.appTokens)
      throw new CredentialsFault('The credentials of the address are an app: no forge is spoken to.');
    return this.appTokens.tokenFor(url, entry, stop);
  }
}
