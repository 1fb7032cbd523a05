/**
 * Under which settings and variables git runs: what all uses have in common, and by name what one of them has besides, or otherwise. A setting given to the
 * command overrides the configuration of a repository, which cannot be left out and could start programs or change results.
 *
 * `server`: the project's repositories. `quarantine`: what the server makes beside them, and throws away. `workspace`: workers over git folders of their own, whose output is read as lines.
 * `remote`: talks to the remote of a project (M3), from a quarantine.
 * `checkout`: a workspace that is checked out as a user's machine would take it. `submodules`: fetches the submodules of a checkout, over the network too.
 */
export type GitUse = 'server' | 'quarantine' | 'workspace' | 'checkout' | 'submodules' | 'remote';

type Values = Readonly<Record<string, string>>;
/** Null: what all others have is left out. */
type Additions = Readonly<Record<string, string | null>>;

/** Nothing of these runs a program, asks, or follows a machine's or a user's taste. */
const SETTINGS: Values = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.untrackedCache': 'false',
  'core.attributesFile': '/dev/null',
  'core.excludesFile': '/dev/null',
  'core.pager': 'cat',
  'core.askPass': '',
  'core.alternateRefsCommand': '',
  'core.autocrlf': 'false',
  'core.safecrlf': 'false',
  'core.symlinks': 'true',
  'color.ui': 'false',
  'log.showSignature': 'false',
  'credential.helper': '',
  'gc.auto': '0',
  'maintenance.auto': 'false',
};

const WORKSPACE: Values = {
  'core.fileMode': 'true',
  // Names come as one line each.
  'core.quotePath': 'true',
  // A patch shows what an agent did, whatever it is called; the gate refuses what no machine should check out (G2).
  'core.protectHFS': 'false',
  'core.protectNTFS': 'false',
  // What is written here is thrown away with its folder.
  'core.fsync': 'none',
  'advice.detachedHead': 'false',
  'submodule.recurse': 'false',
  'protocol.allow': 'never',
  'protocol.file.allow': 'always',
  // The repository's path was chosen by the operator, no matter who owns it.
  'safe.directory': '*',
};

const SERVER: Values = {
  'core.protectHFS': 'true',
  'core.protectNTFS': 'true',
  // Objects and refs of the project stay through a power failure.
  'core.fsync': 'committed,reference',
  'core.fsyncMethod': 'batch',
  'core.filesRefLockTimeout': '2000',
  'core.packedRefsTimeout': '5000',
  'apply.whitespace': 'nowarn',
  'apply.ignoreWhitespace': 'no',
  'commit.gpgSign': 'false',
  'tag.gpgSign': 'false',
  'i18n.commitEncoding': 'UTF-8',
  'i18n.logOutputEncoding': 'UTF-8',
};

/** Which transports are spoken for submodules (V7). */
const PROTOCOLS = ['file', 'https', 'ssh'];

const SUBMODULES: Additions = {
  'advice.detachedHead': 'false',
  'safe.directory': '*',
  'protocol.allow': 'never',
  ...Object.fromEntries(PROTOCOLS.map((name) => [`protocol.${name}.allow`, 'always'])),
  // Who may read elsewhere is said by variables that the operator passes.
  'credential.helper': null,
  'core.askPass': null,
};

const REMOTE: Additions = {
  ...SERVER,
  'core.fsync': 'none',
  // A redirect could lead the credentials, or the work, somewhere else.
  'http.followRedirects': 'false',
  // A remote that sends nothing for so many seconds is given up.
  'http.lowSpeedLimit': '1',
  'http.lowSpeedTime': '60',
  'push.gpgSign': 'false',
  'push.followTags': 'false',
  'push.recurseSubmodules': 'no',
};

const SETTINGS_OF: Readonly<Record<GitUse, Additions>> = {
  server: SERVER,
  // What of it comes into a repository is written, and made durable, there.
  quarantine: { ...SERVER, 'core.fsync': 'none' },
  workspace: WORKSPACE,
  checkout: { ...WORKSPACE, 'core.protectHFS': 'true', 'core.protectNTFS': 'true' },
  submodules: SUBMODULES,
  remote: REMOTE,
};

/** Who the Supervisor is in commits, tags and reflogs. */
export const SUPERVISOR = { name: 'Autopack', email: 'autopack@localhost' } as const;

const ENVIRONMENT: Values = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GIT_PAGER: 'cat',
  GIT_EDITOR: ':',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  // Nothing is fetched, not even the missing objects of a partial clone.
  GIT_NO_LAZY_FETCH: '1',
  LC_ALL: 'C',
  TZ: 'UTC',
  // No folder: settings such as "~/ignore" then name a file that is not there, instead of stopping git.
  HOME: '/dev/null',
};

const OF_SERVER: Values = {
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_AUTHOR_NAME: SUPERVISOR.name,
  GIT_AUTHOR_EMAIL: SUPERVISOR.email,
  GIT_COMMITTER_NAME: SUPERVISOR.name,
  GIT_COMMITTER_EMAIL: SUPERVISOR.email,
};

const OF_SUBMODULES: Additions = {
  GIT_ALLOW_PROTOCOL: PROTOCOLS.join(':'),
  // A file and a home of the order's own take their places, and variables that the operator passes.
  GIT_CONFIG_GLOBAL: null,
  HOME: null,
  GIT_ASKPASS: null,
  SSH_ASKPASS: null,
  // A submodule may be a partial clone.
  GIT_NO_LAZY_FETCH: null,
};

const ENVIRONMENT_OF: Readonly<Record<GitUse, Additions>> = {
  server: OF_SERVER,
  quarantine: OF_SERVER,
  workspace: {},
  checkout: {},
  submodules: OF_SUBMODULES,
  // Which transports are spoken is said for each call.
  remote: OF_SERVER,
};

/** As arguments that stand before the command. */
export const settingsOf = (use: GitUse): readonly string[] => ARGUMENTS[use];

const withAdditions = (common: Values, additions: Additions): Values =>
  Object.fromEntries(
    Object.entries({ ...common, ...additions }).filter((entry): entry is [string, string] => entry[1] !== null),
  );

const asArguments = (values: Values): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

const argumentsOf = (use: GitUse): readonly string[] => asArguments(withAdditions(SETTINGS, SETTINGS_OF[use]));
const ARGUMENTS: Readonly<Record<GitUse, readonly string[]>> = {
  server: argumentsOf('server'),
  quarantine: argumentsOf('quarantine'),
  workspace: argumentsOf('workspace'),
  checkout: argumentsOf('checkout'),
  submodules: argumentsOf('submodules'),
  remote: argumentsOf('remote'),
};

/** More arguments, under which git runs git-lfs, and no other filter, for what it adds; the objects go into the folder (G8). */
export const withLargeFiles = (store: string): readonly string[] =>
  asArguments({ 'filter.lfs.clean': 'git-lfs clean -- %f', 'filter.lfs.required': 'true', 'lfs.storage': store });

/** More arguments, that take filters of a repository's configuration out of force, by their names. */
export const withoutFilters = (drivers: Iterable<string>): readonly string[] =>
  [...drivers].flatMap((driver) =>
    ['clean=', 'smudge=', 'process=', 'required=false'].flatMap((setting) => ['-c', `filter.${driver}.${setting}`]),
  );

/** All that git knows of its surroundings but PATH. */
export const environmentOf = (use: GitUse): Values => withAdditions(ENVIRONMENT, ENVIRONMENT_OF[use]);
