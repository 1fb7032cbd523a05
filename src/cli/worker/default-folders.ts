/** Where a worker works and keeps folders unless another folder is set. Not below the project: agents look into the folders above theirs. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * No name on the way from the home folder begins with a dot: servers of static files and finders of tests leave out what lies below such a folder, and
 * suites that are green elsewhere are red there.
 */
export const defaultWorkFolder = (home = homedir()): string => join(home, 'autopack', 'work');

/** Kept folders are copied before anything runs in them. */
export const defaultCacheFolder = (home = homedir(), cacheHome = process.env.XDG_CACHE_HOME): string =>
  join(cacheHome || join(home, '.cache'), 'autopack', 'cache');
