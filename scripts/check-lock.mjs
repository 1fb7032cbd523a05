/**
 * The lock files hold for every registry: they name versions and their hashes, no addresses to fetch them from. What the benchmarks measure beside Autopack is locked
 * by itself, and is no dependency of Autopack.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PEERS = 'bench/peers';
const faults = [];
const json = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));

for (const folder of ['.', PEERS]) {
  const lock = join(folder, 'package-lock.json');
  const { packages } = json(lock);
  for (const [path, entry] of Object.entries(packages)) {
    if (entry.resolved) faults.push(`${lock}: ${path} names an address`);
    if (path !== '' && !entry.link && !entry.integrity) faults.push(`${lock}: ${path} has no hash`);
  }
  const settings = join(folder, '.npmrc');
  if (/^\s*(@[^:]+:)?registry\s*=/m.test(readFileSync(settings, 'utf8'))) faults.push(`${settings} names a registry`);
  const { version } = json(folder, 'package.json');
  if (packages[''].version !== version)
    faults.push(`${lock} is of version ${packages[''].version}, package.json of ${version}`);
}
const { packages: ours } = json('package-lock.json');
for (const peer of Object.keys(json(PEERS, 'package.json').dependencies)) {
  if (ours[`node_modules/${peer}`])
    faults.push(`package-lock.json: ${peer} is a peer of the benchmarks and no dependency`);
}

for (const fault of faults.slice(0, 20)) console.error(fault);
if (faults.length > 0)
  console.error('Cure, beside the lock file: npm install --package-lock-only --omit-lockfile-registry-resolved');
process.exitCode = faults.length > 0 ? 1 : 0;
