/** A temporary folder for a server with an embedded database; the caller removes it. */
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PostgreSQL's own user passes through it where root has to lend another one: else the database would lie elsewhere, and stay. */
export function scratchFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `autopack-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}
