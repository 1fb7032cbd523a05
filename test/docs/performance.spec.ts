/** docs/performance.md says what the benchmarks are. */
import { readFile } from 'node:fs/promises';

import { PART_NAMES } from '../../bench/parts.js';
import { PEERS } from '../../bench/peers.js';
import { LOAD_NAMES } from '../../bench/profile.js';

const text = await readFile('docs/performance.md', 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('docs/performance.md', () => {
  test('names every part of the benchmarks, in their order', () => {
    const named = rows.map(([name]) => /^`(\w+)`$/.exec(name!)?.[1]).filter((name) => name !== undefined);
    expect(named).toEqual(PART_NAMES);
  });

  test('says of every peer which version is measured and what it does not do', async () => {
    const { dependencies } = JSON.parse(await readFile('bench/peers/package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const versions = Object.entries(dependencies).map(([name, version]) => [
      name.replace(/^@(\w+)-inc\/.*/, '$1'),
      version,
    ]);
    const wanted = PEERS.map(({ name, operation, lacks }) => [
      name,
      Object.fromEntries(versions)[name],
      operation,
      lacks,
    ]);
    expect(rows.filter(([name]) => PEERS.some((peer) => peer.name === name))).toEqual(wanted);
  });

  test('its commands name parts and loads that there are', () => {
    const named = (option: string) =>
      [...text.matchAll(new RegExp(`--${option} ([\\w,]+)`, 'g'))].flatMap(([, names]) => names!.split(','));
    expect(PART_NAMES).toEqual(expect.arrayContaining(named('only')));
    expect(LOAD_NAMES).toEqual(expect.arrayContaining(named('profile')));
    expect(named('profile')).not.toEqual([]);
  });

  test('names no folder of a machine', () => {
    expect(text).not.toMatch(/(^|[\s`(])\/(home|work|tmp|root|Users)\//m);
  });
});
