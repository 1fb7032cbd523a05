/**
 * What code of the built server belongs to: a package, or a room of ours. The server is packed, so the name of a file says nothing; but the packer heads each module
 * with a comment that names its file. The source maps would not do: those of TypeORM, class-validator and class-transformer name files that look like ours or like nobody's.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a function begins, as V8's profiles report it. */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** Counted from 0. */
  readonly lineNumber: number;
}

/** A module in a packed file: its first line, counted from 0, and its path. */
interface PackedModule {
  readonly line: number;
  readonly path: string;
}

/** Of the folder of the build, whose files the comments name relative to it. */
const IN_BUILD = /^(.*\/dist)\/(.+)$/;
const HEAD = /^\/\/ (\S+\.[cm]?js(?:on)?)$/;

export class Owners {
  private readonly modules = new Map<string, readonly PackedModule[]>();

  /** `package NAME` or `src/ROOM`; null for what is neither, such as Node itself. */
  of({ url, lineNumber }: CallFrame): string | null {
    if (!url.startsWith('file:')) return null;
    const path = this.moduleAt(fileURLToPath(url), lineNumber);
    const [, inPackage] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
    if (inPackage !== undefined) return `package ${inPackage}`;
    const [, , inBuild] = IN_BUILD.exec(path) ?? [];
    // What the packer adds itself lies before all modules of its file.
    if (inBuild === undefined || inBuild.startsWith('packed/')) return null;
    return dirname(inBuild) === '.' ? 'src' : `src/${dirname(inBuild)}`;
  }

  /** The path of the module that the line belongs to; the file's own where nothing was packed into it. */
  private moduleAt(file: string, line: number): string {
    const [, build] = IN_BUILD.exec(file) ?? [];
    if (build === undefined || file.includes('/node_modules/')) return file;
    const found = this.modulesOf(file).findLast((module) => module.line <= line);
    return found === undefined ? file : join(build, found.path);
  }

  private modulesOf(file: string): readonly PackedModule[] {
    const known = this.modules.get(file);
    if (known !== undefined) return known;
    const modules = readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((text, line) => {
        const [, path] = HEAD.exec(text) ?? [];
        return path === undefined ? [] : [{ line, path }];
      });
    this.modules.set(file, modules);
    return modules;
  }
}
