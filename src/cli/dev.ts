/**
 * The server as `npm run start:dev` runs it, started anew after every change. It ends with the process that started it, also where that
 * one was killed and could not say so.
 */
import { run } from './main.js';

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening must not keep a server that has stopped.
process.channel?.unref();

process.exitCode = await run(['serve', ...process.argv.slice(2)], { callerDirectory: process.cwd() });
