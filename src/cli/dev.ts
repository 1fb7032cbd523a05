/** What `npm run start:dev` starts anew after every change: Nest's command line hands a program no arguments that survive without a shell. */
import { run } from './main.js';

process.exitCode = await run(['serve'], { callerDirectory: process.cwd() });
