/**
 * A repository elsewhere, as git speaks to it (M3). Git runs in a quarantine over the project's repository: neither the
 * configuration nor the hooks of that take part, so that no `insteadOf`, header or program of it can lead the work or a
 * credential elsewhere. Credentials are in the environment of that one process; no argument, message or file has them.
 */
import { GitFailure, readable, withoutPaths } from './git-errors.js';
import { objectId } from './git-objects.js';
import { isAncestor } from './promotion-merge.js';
import { parsePorcelain, type PushedRef } from './push-report.js';
import { findRepository } from './repository-place.js';
import { type Git, type GitAnswer, gitIn } from './run-git.js';
import { ScratchRepository } from './scratch-repository.js';

/** What the name of a host means. */
export interface NamedHost {
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly string[];
}

/** How to get in. */
export interface RemoteAccess {
  /** The transports that may be spoken, as git names them. */
  readonly protocols: readonly string[];
  /** Over HTTP git connects there and resolves no name itself; absent: it does. */
  readonly at?: NamedHost;
  /** Over HTTP. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Files, by their absolute paths. */
  readonly sshKeyFile?: string;
  readonly knownHostsFile?: string;
  readonly caFile?: string;
}

export interface RefToPush {
  readonly ref: string;
  readonly object: string;
  /** Where it must stand on the remote; null: it must not be there. */
  readonly expected: string | null;
}

/** Git's words about a remote that could not be spoken to, without secrets and paths. */
export class RemoteFailure extends Error {
  override readonly name = 'RemoteFailure';
}

const LIST_TIMEOUT_MS = 60_000;
const PUSH_TIMEOUT_MS = 15 * 60_000;
const MOST_OUTPUT = 4 * 1_048_576;

export class RemoteRepository {
  private constructor(
    private readonly scratch: ScratchRepository,
    private readonly git: Git,
    private readonly url: string,
    private readonly access: RemoteAccess,
    private readonly stop: AbortSignal,
  ) {}

  /** `path`: the project's repository. Throws GitUnavailable and GitFailure for faults of that. */
  static async over(path: string, url: string, access: RemoteAccess, stop: AbortSignal): Promise<RemoteRepository> {
    const scratch = await ScratchRepository.over(await findRepository(path));
    const git = gitIn(scratch.folder, { use: 'remote', env: environment(access) });
    return new RemoteRepository(scratch, git, url, access, stop);
  }

  /** Where refs stand on the remote, by their full names; those that are not there are left out. Throws RemoteFailure. */
  async find(refs: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const answer = await this.ask(['ls-remote', '--refs', '--', this.url, ...refs], LIST_TIMEOUT_MS);
    if (answer.exitCode !== 0) throw this.failure(answer.stderr);
    const asked = new Set(refs);
    const lines = answer.stdout.toString('utf8').split('\n');
    return new Map(
      lines.flatMap((line): [string, string][] => {
        const [object, ref] = line.split('\t');
        return object && ref !== undefined && asked.has(ref) ? [[ref, objectId(object)]] : [];
      }),
    );
  }

  /** Null: one of them is not in the project's repository, or no commit. */
  async isAncestor(older: string, newer: string): Promise<boolean | null> {
    if (!(await this.has(older)) || !(await this.has(newer))) return null;
    return isAncestor(this.git, older, newer).catch(() => null);
  }

  /** Is the object in the project's repository? */
  async has(object: string): Promise<boolean> {
    return (await this.git.ask(['cat-file', '-e', objectId(object)])).exitCode === 0;
  }

  /** Pushes refs that stand where they are expected; each is answered for. Throws RemoteFailure. */
  async push(refs: readonly RefToPush[]): Promise<readonly PushedRef[]> {
    const leases = refs.map(({ ref, expected }) => `--force-with-lease=${ref}:${expected ?? ''}`);
    const moves = refs.map(({ ref, object }) => `${objectId(object)}:${ref}`);
    const answer = await this.ask(
      ['push', '--porcelain', '--no-verify', '--no-progress', ...leases, '--', this.url, ...moves],
      PUSH_TIMEOUT_MS,
    );
    const pushed = parsePorcelain(answer.stdout.toString('utf8')).map((one) => ({
      ...one,
      reason: one.reason && this.words(one.reason),
    }));
    if (pushed.length === 0) throw this.failure(answer.stderr);
    // A hook of the remote speaks here.
    const there = pushed.some(({ outcome }) => outcome === 'refused') ? remoteWords(answer.stderr) : '';
    return pushed.map((one) =>
      one.outcome === 'refused' && there !== '' ? { ...one, reason: this.words(`${one.reason}: ${there}`) } : one,
    );
  }

  /** Removes what was made on this machine. */
  close(): Promise<void> {
    return this.scratch.discard();
  }

  private async ask(args: readonly string[], timeoutMs: number): Promise<GitAnswer> {
    const { stop } = this;
    const call = { timeoutMs, mostOutput: MOST_OUTPUT, stop };
    return this.git.ask([...ownSettings(this.url, this.access), ...args], call).catch((error: unknown) => {
      if (!(error instanceof GitFailure)) throw error;
      throw new RemoteFailure(this.words(error.message.replace(/^git -c was/, `git ${args[0]} was`)));
    });
  }

  private failure(stderr: string): RemoteFailure {
    return new RemoteFailure(this.words(stderr));
  }

  /** Never with a secret, whoever printed it: the remote itself may send back what it was sent. */
  private words(text: string): string {
    const { login, sshKeyFile } = this.access;
    let clean = text.replace(/\/\/[^/@\s]*@/g, '//');
    if (login) {
      const both = Buffer.from(`${login.username}:${login.password}`).toString('base64');
      for (const secret of [login.password, encodeURIComponent(login.password), both])
        clean = clean.replaceAll(secret, '(secret)');
    }
    if (sshKeyFile) clean = clean.replaceAll(sshKeyFile, '(key)');
    return withoutPaths(readable(clean, [this.scratch.folder]));
  }
}

/** What a hook or the server of the remote says. */
const remoteWords = (stderr: string): string =>
  stderr
    .split(/[\n\r]/)
    .flatMap((line) => (line.startsWith('remote: ') ? [line.slice('remote: '.length).trim()] : []))
    .filter((line) => line !== '')
    .slice(0, 8)
    .join('; ');

const USERNAME = 'AUTOPACK_REMOTE_USERNAME';
const PASSWORD = 'AUTOPACK_REMOTE_PASSWORD';
/** A helper that is asked for a login; what it prints is in its environment alone. */
const HELPER = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$${USERNAME}" "$${PASSWORD}"; }; f`;

/**
 * Git asks for a login under the host of the repository alone. Nothing longer: what git makes of a path to compare it is
 * not what stands in the address, such as %3D for an equals sign.
 */
function ownSettings(url: string, { login, caFile, at }: RemoteAccess): string[] {
  const isHttp = /^https?:/.test(url);
  return [
    ...(login && isHttp ? ['-c', `credential.${new URL(url).origin}.helper=${HELPER}`] : []),
    ...(caFile === undefined ? [] : ['-c', `http.sslCAInfo=${caFile}`]),
    ...(at && isHttp ? ['-c', `http.curloptResolve=${resolved(at)}`] : []),
  ];
}

/** As curl has it. Git older than 2.37 passes over it. */
const resolved = ({ host, port, addresses }: NamedHost): string =>
  `${host}:${port}:${addresses.map((address) => (address.includes(':') ? `[${address}]` : address)).join(',')}`;

function environment({ protocols, login, ...files }: RemoteAccess): Record<string, string> {
  return {
    GIT_ALLOW_PROTOCOL: protocols.length === 0 ? 'none' : protocols.join(':'),
    GIT_SSH_VARIANT: 'ssh',
    GIT_SSH_COMMAND: sshCommand(files),
    ...(login ? { [USERNAME]: login.username, [PASSWORD]: login.password } : {}),
  };
}

/** No configuration, agent or forwarding of the machine; a host whose key is not known is not spoken to. */
function sshCommand({ sshKeyFile, knownHostsFile }: Pick<RemoteAccess, 'sshKeyFile' | 'knownHostsFile'>): string {
  const options = [
    ...['BatchMode=yes', 'StrictHostKeyChecking=yes', 'IdentitiesOnly=yes', 'IdentityAgent=none'],
    ...['ProxyCommand=none', 'PermitLocalCommand=no', 'ClearAllForwardings=yes', 'ForwardAgent=no'],
    ...['ConnectTimeout=20', 'ServerAliveInterval=15', 'ServerAliveCountMax=3', 'UpdateHostKeys=no'],
    `IdentityFile=${sshKeyFile === undefined ? 'none' : `"${sshKeyFile}"`}`,
    ...(knownHostsFile === undefined ? [] : [`UserKnownHostsFile="${knownHostsFile}"`]),
  ];
  return ['ssh', '-F', '/dev/null', ...options.flatMap((option) => ['-o', quotedForShell(option)])].join(' ');
}

const quotedForShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
