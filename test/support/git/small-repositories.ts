/** Small repositories for specs of work through the API, and git to look at them. Their default branch is not called main. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const git = (path: string, ...args: string[]): string =>
  execFileSync('git', ['-C', path, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8' }).trim();

/** A folder of repositories, to be removed when the spec ends. */
export class Repositories {
  readonly folder = mkdtempSync(join(tmpdir(), 'autopack-repositories-'));

  /** One commit with one file, on `trunk`. */
  make(name: string, file = 'readme.txt'): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(join(path, file)), { recursive: true });
    execFileSync('git', ['init', '-q', '-b', 'trunk', path]);
    writeFileSync(join(path, file), 'one\n');
    git(path, 'add', '-A');
    git(path, 'commit', '-qm', 'first');
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
