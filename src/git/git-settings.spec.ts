/** What git may do differs by its use, on purpose and by name (A5). */
import { environmentOf, type GitUse, settingsOf, withLargeFiles, withoutFilters } from './git-settings.js';

const settings = (use: GitUse): Map<string, string> =>
  new Map(
    settingsOf(use).flatMap((word) =>
      word === '-c' ? [] : [[word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]],
    ),
  );

type Differences = Record<string, readonly [string | undefined, string | undefined]>;

/** What one has that another has not, or otherwise. */
function between(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): Differences {
  const names = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).sort();
  return Object.fromEntries(names.map((name) => [name, [a.get(name), b.get(name)]]));
}

const differences = (one: GitUse, other: GitUse): Differences => between(settings(one), settings(other));
const variables = (one: GitUse, other: GitUse): Differences =>
  between(new Map(Object.entries(environmentOf(one))), new Map(Object.entries(environmentOf(other))));

describe('A5: settings of git', () => {
  it.each(['server', 'quarantine', 'workspace', 'checkout'] as const)(
    'A5: %s: nothing starts a program, asks, or follows a taste',
    (use) => {
      expect(Object.fromEntries(settings(use))).toMatchObject({
        'core.hooksPath': '/dev/null',
        'core.fsmonitor': 'false',
        'core.attributesFile': '/dev/null',
        'core.excludesFile': '/dev/null',
        'core.autocrlf': 'false',
        'credential.helper': '',
        'gc.auto': '0',
        'maintenance.auto': 'false',
      });
      expect(environmentOf(use)).toMatchObject({
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_ATTR_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_NO_REPLACE_OBJECTS: '1',
        GIT_GRAFT_FILE: '/dev/null',
        GIT_NO_LAZY_FETCH: '1',
        GIT_OPTIONAL_LOCKS: '0',
        HOME: '/dev/null',
      });
    },
  );

  it('A5: a quarantine differs from a repository of the project in that nothing of it must last', () => {
    expect(differences('server', 'quarantine')).toEqual({ 'core.fsync': ['committed,reference', 'none'] });
  });

  it('A5: a checkout differs from a workspace in that it refuses what other file systems take for .git', () => {
    expect(differences('workspace', 'checkout')).toEqual({
      'core.protectHFS': ['false', 'true'],
      'core.protectNTFS': ['false', 'true'],
    });
  });

  it('A5: a workspace differs from a repository of the project by these', () => {
    expect(differences('server', 'workspace')).toEqual({
      'advice.detachedHead': [undefined, 'false'],
      'apply.ignoreWhitespace': ['no', undefined],
      'apply.whitespace': ['nowarn', undefined],
      'commit.gpgSign': ['false', undefined],
      'core.fileMode': [undefined, 'true'],
      'core.filesRefLockTimeout': ['2000', undefined],
      'core.fsync': ['committed,reference', 'none'],
      'core.fsyncMethod': ['batch', undefined],
      'core.packedRefsTimeout': ['5000', undefined],
      'core.protectHFS': ['true', 'false'],
      'core.protectNTFS': ['true', 'false'],
      'core.quotePath': [undefined, 'true'],
      'i18n.commitEncoding': ['UTF-8', undefined],
      'i18n.logOutputEncoding': ['UTF-8', undefined],
      'protocol.allow': [undefined, 'never'],
      'protocol.file.allow': [undefined, 'always'],
      'safe.directory': [undefined, '*'],
      'submodule.recurse': [undefined, 'false'],
      'tag.gpgSign': ['false', undefined],
    });
  });

  it('A5: the settings for submodules differ from those of a checkout: they allow the network, and the operator’s credentials', () => {
    expect(differences('checkout', 'submodules')).toEqual({
      'core.askPass': ['', undefined],
      'core.fileMode': ['true', undefined],
      'core.fsync': ['none', undefined],
      'core.protectHFS': ['true', undefined],
      'core.protectNTFS': ['true', undefined],
      'core.quotePath': ['true', undefined],
      'credential.helper': ['', undefined],
      'protocol.https.allow': [undefined, 'always'],
      'protocol.ssh.allow': [undefined, 'always'],
      'submodule.recurse': ['false', undefined],
    });
    expect(variables('checkout', 'submodules')).toEqual({
      GIT_ALLOW_PROTOCOL: [undefined, 'file:https:ssh'],
      GIT_ASKPASS: ['', undefined],
      GIT_CONFIG_GLOBAL: ['/dev/null', undefined],
      GIT_NO_LAZY_FETCH: ['1', undefined],
      HOME: ['/dev/null', undefined],
      SSH_ASKPASS: ['', undefined],
    });
  });

  it('A5: variables differ between the other uses only in who the Supervisor is, and in that a server speaks to nobody', () => {
    expect(variables('server', 'quarantine')).toEqual({});
    expect(variables('workspace', 'checkout')).toEqual({});
    expect(variables('server', 'workspace')).toEqual({
      GIT_ALLOW_PROTOCOL: ['none', undefined],
      GIT_AUTHOR_EMAIL: ['autopack@localhost', undefined],
      GIT_AUTHOR_NAME: ['Autopack', undefined],
      GIT_COMMITTER_EMAIL: ['autopack@localhost', undefined],
      GIT_COMMITTER_NAME: ['Autopack', undefined],
    });
  });

  it('A5, G8: filters are run for large files only, and none of a repository where a work tree is looked at', () => {
    expect(withLargeFiles('/store')).toEqual(
      ['filter.lfs.clean=git-lfs clean -- %f', 'filter.lfs.required=true', 'lfs.storage=/store'].flatMap((each) => [
        '-c',
        each,
      ]),
    );
    expect(withoutFilters(['a'])).toEqual(
      ['clean=', 'smudge=', 'process=', 'required=false'].flatMap((each) => ['-c', `filter.a.${each}`]),
    );
  });
});
