/**
 * `npm pack` and `npm publish` run this first: the build, the declarations of what the package exports, and the licences of the packages of which something is packed.
 */
import { spawnSync } from 'node:child_process';
import { writeDeclarations } from './declarations.mjs';
import { writeLicences } from './licences.mjs';

const { status } = spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(status ?? 1);
writeDeclarations(process.cwd());
writeLicences(process.cwd());
