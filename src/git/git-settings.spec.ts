/** What git may do differs by its use, on purpose and by name (A5). */
import { environmentOf, settingsOf, type GitUse } from './git-settings.js';

const settings = (use: GitUse): Map<string, string> =>
  new Map(
    settingsOf(use).flatMap((word) => (word === '-c' ? [] : [[word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]])),
  );

/** Settings of one that another has not, or otherwise. */
function differences(one: GitUse, other: GitUse): Record<string, readonly [string | undefined, string | undefined]> {
  const [a, b] = [settings(one), settings(other)];
  const names = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).sort();
  return Object.fromEntries(names.map((name) => [name, [a.get(name), b.get(name)]]));
}

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
    expect(differences('workspace', 'checkout')).toEqual({ 'core.protectHFS': ['false', 'true'], 'core.protectNTFS': ['false', 'true'] });
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
});
