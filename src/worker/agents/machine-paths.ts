/**
 * Texts of agents as they may be stored and read by others (A4): paths of this machine are named by what they mean. The workspace is `.`, the home `~`, the
 * folder of temporary files `<tmp>`; folders that programs name after the workspace's path are `<workspace>`.
 */
import { dirname } from 'node:path';

export interface MachinePlaces {
  readonly workspace: string;
  readonly home?: string | undefined;
  readonly temporaryFolder?: string | undefined;
}

/** Shorter paths, such as `/`, are too common in honest text. */
const LEAST_LENGTH = 4;

/** A function that takes them out of a text. */
export function withoutMachinePaths({ workspace, home, temporaryFolder }: MachinePlaces): (text: string) => string {
  const attempt = dirname(workspace);
  const slug = workspace.replaceAll(/[^A-Za-z0-9]/g, '-');
  const replaced: readonly (readonly [string | undefined, string])[] = [
    [workspace, '.'],
    [slug, '<workspace>'],
    [temporaryFolder, '<tmp>'],
    [attempt, '<attempt>'],
    [home, '~'],
  ];
  const known = replaced.flatMap(([path, name]) =>
    path !== undefined && path.length >= LEAST_LENGTH ? [{ path, name }] : [],
  );
  return (text) =>
    known.reduce((so, { path, name }) => {
      const whole = so.replaceAll(`${path}/`, name === '.' ? '' : `${name}/`);
      return whole.replaceAll(path, name);
    }, text);
}
