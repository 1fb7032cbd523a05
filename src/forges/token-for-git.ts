/** A token of an app for git (M3): the forge that the address of a remote is on, and faults in the words of pushes. */
import type { PushFault } from '../domain/model/remote.js';
import { type ForgePlace, forgePlace } from '../domain/rules/forge/forge-place.js';
import { type CredentialsEntry, CredentialsFault } from '../remotes/remote-credentials.js';
import { ForgeFault } from './api/forge.js';

/** What is over by itself, and what people must mend; the rest the forge refused. */
const FAULTS: Readonly<Partial<Record<ForgeFault['code'], PushFault>>> = {
  UNREACHABLE: 'UNREACHABLE',
  BROKEN: 'UNREACHABLE',
  RATE_LIMITED: 'UNREACHABLE',
  MOVED: 'REDIRECT',
  NO_CREDENTIALS: 'CONFIGURATION',
};

/** Throws CredentialsFault. */
export async function tokenForGit(
  tokenOf: (place: ForgePlace) => Promise<string>,
  url: string,
  { api }: CredentialsEntry,
  stop: AbortSignal,
): Promise<string> {
  const place = forgePlace('GITHUB', url, api);
  if (!place) throw new CredentialsFault('The credentials of the address are an app, and no GitHub can be there.');
  try {
    return await Promise.race([tokenOf(place), brokenOff(stop)]);
  } catch (error) {
    if (!(error instanceof ForgeFault)) throw error;
    throw new CredentialsFault(error.message, FAULTS[error.code] ?? 'CREDENTIALS');
  }
}

/** An exchange may be another's too, so that it goes on. */
const brokenOff = (stop: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const reason = () => reject(new ForgeFault('UNREACHABLE', 'The server stops.'));
    if (stop.aborted) reason();
    else stop.addEventListener('abort', reason, { once: true });
  });
