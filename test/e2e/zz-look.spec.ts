import { execFileSync, spawn } from 'node:child_process';
import { startTestServer } from '../support/server.js';
it('look', async () => {
  const server = await startTestServer();
  await new Promise<void>((resolve) => {
    const child = spawn('node', ['/tmp/pw.mjs', server.url, '/tmp/shot'], { stdio: 'inherit' });
    child.on('exit', () => resolve());
  });
  await server.close();
}, 60000);
