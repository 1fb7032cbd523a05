/**
 * Credentials of remotes (M3): from a file of the server alone, never in the database and never given to workers. The
 * file is read anew when it changes. Of several prefixes the longest wins, so that a token is never sent to an address
 * that it was not written for.
 */
import { Inject, Injectable } from '@nestjs/common';

import { type CredentialsEntry, type CredentialsFile, readCredentials } from '../config/remote-credentials-file.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { coverage } from '../domain/rules/remote/remote-url.js';

export { type CredentialsEntry, CredentialsFault } from '../config/remote-credentials-file.js';

@Injectable()
export class RemoteCredentials {
  private known: CredentialsFile | null = null;

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'remoteCredentials'>) {}

  /** What the file has for an address; null: nothing, or there is no file. Throws CredentialsFault. */
  async of(url: string): Promise<CredentialsEntry | null> {
    const file = this.settings.remoteCredentials;
    if (file === undefined) return null;
    this.known = await readCredentials(file, this.known);
    let [best, most]: [CredentialsEntry | null, number] = [null, -1];
    for (const entry of this.known.entries) {
      const covered = coverage(entry.prefix, url);
      if (covered !== null && covered > most) [best, most] = [entry, covered];
    }
    return best;
  }
}
