import { relative } from 'node:path';

import { expect, test } from '@jest/globals';

import { defaultCacheFolder, defaultWorkFolder } from './default-folders.js';

test('V1: what is tested lies below no folder whose name begins with a dot', () => {
  const parts = relative('/home/me', defaultWorkFolder('/home/me')).split('/');
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.filter((part) => part.startsWith('.'))).toEqual([]);
});

test('kept folders stand where the user keeps caches', () => {
  expect(defaultCacheFolder('/home/me', undefined)).toBe('/home/me/.cache/autopack/cache');
  expect(defaultCacheFolder('/home/me', '')).toBe('/home/me/.cache/autopack/cache');
  expect(defaultCacheFolder('/home/me', '/caches')).toBe('/caches/autopack/cache');
});
