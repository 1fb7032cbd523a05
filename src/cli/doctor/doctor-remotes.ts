/** What keeps runs from their remotes (M3): the file of credentials on this machine, and remotes as the server sees them. */
import {
  type CredentialsEntry,
  CredentialsFault,
  readAppKey,
  readCertificates,
  readCredentials,
} from '../../config/remote-credentials-file.js';
import type { Settings } from '../../config/settings.js';
import type { GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import type { Checks } from '../shared/checks.js';
import { CommandFailed } from '../shared/exit-codes.js';
import { printable } from '../shared/output.js';

const REMOTES = gql(
  'query DoctorRemotes { projects { projectId remote { credentials { fault } push { state lastFault lastError pendingRefs } } } }',
);

export async function checkCredentials(
  checks: Checks,
  { remoteCredentials: file }: Pick<Settings, 'remoteCredentials'>,
): Promise<void> {
  if (file === undefined) return;
  try {
    const { entries } = await readCredentials(file, null);
    const before = checks.failed;
    for (const entry of entries)
      for (const fault of await faultsOfFiles(entry))
        checks.fail('credentials of remotes', `${printable(entry.prefix)}: ${fault}`);
    if (checks.failed === before) checks.ok('credentials of remotes', `${entries.length} addresses`);
  } catch (error) {
    if (!(error instanceof CredentialsFault)) throw error;
    checks.fail('credentials of remotes', error.message);
  }
}

/** What keeps the server from using the files that an entry names. */
async function faultsOfFiles({ caFile, app }: CredentialsEntry): Promise<string[]> {
  const read: Promise<unknown>[] = [
    ...(caFile === undefined ? [] : [readCertificates(caFile)]),
    ...(app ? [readAppKey(app.privateKeyFile)] : []),
  ];
  const results = await Promise.allSettled(read);
  return results.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    if (!(result.reason instanceof CredentialsFault)) throw result.reason;
    return [result.reason.message];
  });
}

export async function checkRemotes(checks: Checks, client: GraphqlClient): Promise<void> {
  try {
    const { projects } = await client.request(REMOTES);
    const remotes = projects.flatMap(({ projectId, remote }) => (remote === null ? [] : [{ projectId, ...remote }]));
    const before = checks.failed;
    for (const { projectId, credentials, push } of remotes) {
      const name = `project ${printable(projectId)}`;
      if (credentials.fault !== null) checks.fail('remotes', `${name}: ${credentials.fault}`);
      else if (push.state === 'FAILING')
        checks.fail(
          'remotes',
          `${name}: ${printable(push.lastError ?? 'the remote refuses refs: see pushes of its runs')}`,
        );
      else if (push.state === 'CONFLICT')
        checks.fail('remotes', `${name}: ${push.pendingRefs} refs were moved by somebody else: see pushes of its runs`);
    }
    if (remotes.length > 0 && checks.failed === before) checks.ok('remotes', `${remotes.length} looked at`);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    checks.fail('remotes', error.message);
  }
}
