/** The lock file holds for every registry: it names versions and their hashes, no addresses to fetch them from. */
import { readFileSync } from 'node:fs';

const faults = [];
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const [path, entry] of Object.entries(packages)) {
  if (entry.resolved) faults.push(`package-lock.json: ${path} names an address`);
  if (path !== '' && !entry.link && !entry.integrity) faults.push(`package-lock.json: ${path} has no hash`);
}
if (/^\s*(@[^:]+:)?registry\s*=/m.test(readFileSync('.npmrc', 'utf8'))) faults.push('.npmrc names a registry');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
if (packages[''].version !== version) faults.push(`package-lock.json is of version ${packages[''].version}, package.json of ${version}`);

for (const fault of faults.slice(0, 20)) console.error(fault);
if (faults.length > 0) console.error('Cure: npm install --package-lock-only --omit-lockfile-registry-resolved');
process.exitCode = faults.length > 0 ? 1 : 0;
