/** How git gets into a remote (M3): what the settings allow, and what the file of credentials has for the address. */
import { Inject, Injectable } from '@nestjs/common';

import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import type { ForgeKind } from '../domain/model/remote.js';
import type { RemoteAccess } from '../git/remote-repository.js';
import { fileRemoteFault } from './file-remotes.js';
import { type CredentialsEntry, CredentialsFault, RemoteCredentials } from './remote-credentials.js';

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

  constructor(
    private readonly credentials: RemoteCredentials,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'remoteProtocols' | 'host' | 'repositoryRoots'>,
  ) {}

  /** Throws CredentialsFault. `stop` breaks it off. */
  async to(url: string, forge: ForgeKind | null, stop: AbortSignal): Promise<RemoteAccess> {
    const protocols = this.settings.remoteProtocols;
    // It may have been set when other folders were allowed.
    const fault = fileRemoteFault(url, this.settings);
    if (fault !== null) throw new CredentialsFault(`The address of the remote ${fault}.`);
    const entry = await this.credentials.of(url);
    if (entry === null) return { protocols };
    const { prefix, username, sshKeyFile, knownHostsFile, caFile } = entry;
    const password = entry.app ? await this.appToken(url, forge, entry, stop) : (entry.token ?? entry.password);
    const login = { username: username ?? (forge === null ? 'x-access-token' : TOKEN_USER[forge]) };
    return {
      protocols,
      ...(password === undefined ? {} : { login: { ...login, password }, loginFor: prefix }),
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
