/** Exports, types and files that nothing uses, as knip finds them with knip.json. What only a spec uses is used. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const KNIP = 'node_modules/knip/bin/knip.js';
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;

/** Throws if knip itself fails, for example on a wrong knip.json. */
export async function unusedExports() {
  const args = [KNIP, '--include', 'files,exports,types', '--reporter', 'json', '--no-exit-code', '--no-progress'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: OUTPUT_MAX_BYTES });
  return JSON.parse(stdout).issues.flatMap(({ file, files = [], exports = [], types = [] }) => [
    ...files.map(() => ({ path: file, line: 1, text: 'nothing imports this file' })),
    ...[...exports, ...types].map(({ name, line }) => ({
      path: file,
      line,
      text: `nothing outside this file uses ${name}`,
    })),
  ]);
}
