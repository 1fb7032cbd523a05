/** The environment of foreign commands (A5): nothing of ours is passed on but what is named, so that no secret travels by accident. */

const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * PATH and LANG, the variables named in `allow` as far as they are set in `from` (ours), and `extra`, which wins.
 * Entries of PATH that are not absolute are left out: they would let the folder in which the command runs choose the program.
 */
export function cleanEnvironment(
  allow: readonly string[] = [],
  extra: Readonly<Record<string, string>> = {},
  from: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const path = (from.PATH ?? '')
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .join(':');
  const env: Record<string, string> = { PATH: path || DEFAULT_PATH, LANG: 'C.UTF-8' };
  for (const name of allow) {
    const value = from[name];
    if (value !== undefined && name !== 'PATH') env[name] = value;
  }
  return { ...env, ...extra };
}
