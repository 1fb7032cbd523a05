/** `npm run typecheck`: the types of the server with its tests, and those of the dashboard, which runs where there is a DOM and no Node. Arguments go to both. */
import { existsSync } from 'node:fs';
import { spawnTask } from './launcher/spawn.mjs';

const PROJECTS = ['.', ...['web'].filter((folder) => existsSync(folder))];

let exitCode = 0;
for (const project of PROJECTS) {
  const code = await spawnTask(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', project, ...process.argv.slice(2)],
    { cwd: process.cwd() },
  );
  exitCode ||= code;
}
process.exitCode = exitCode;
