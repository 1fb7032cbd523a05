import * as fc from 'fast-check';

import { documentWith, faultsOf, rulesOf, textFaultsOf } from '../../../../test/support/domain/ruleset-faults.js';
import { processorMs } from '../../../../test/support/processor-time.js';
import { readRuleset, readRulesetText } from './read-ruleset.js';

describe('P1: hostile documents are refused, and soon', () => {
  test.each(['__proto__', 'constructor', 'prototype'])('P1: the key %s is refused at every position', (key) => {
    for (const text of [
      `{"${key}": {"version": 1}}`,
      `{"categories": {"${key}": {"autoApply": true}}}`,
      `{"ci": {"${key}": 1}}`,
    ]) {
      const [fault] = faultsOf(JSON.parse(text));
      expect(fault).toMatchObject({ message: expect.stringMatching(/is a name that no document may use$/) });
      expect(textFaultsOf(text)[0]!.message).toBe(fault!.message);
    }
    expect(({} as { version?: number }).version).toBeUndefined();
  });

  const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}${close.repeat(depth)}`;
  test.each([
    ['lists', nested(100_000, '[', ']')],
    ['objects', nested(100_000, '{"a":', '}').replace(':}', ':1}')],
    ['YAML lists', '- '.repeat(100_000)],
    ['YAML objects', '? '.repeat(100_000)],
    ['mappings on one line', 'a: '.repeat(100_000)],
    ['25 levels', nested(25, '[', ']')],
  ])('P1: nested too deeply: %s', (_, text) => {
    expect(textFaultsOf(text)[0]!.message).toMatch(/is nested deeper than 20 levels|cannot be read/);
  });

  test('P1: 20 levels are looked at, 21 are not', () => {
    const levels = (count: number) => documentWith(Array(count).fill('a').join('.'), 1);
    for (const faults of [faultsOf(levels(20)), textFaultsOf(JSON.stringify(levels(20)))]) {
      expect(faults).toMatchObject([{ message: expect.stringContaining('is not known here') }]);
    }
    for (const faults of [faultsOf(levels(21)), textFaultsOf(JSON.stringify(levels(21)))]) {
      expect(faults).toMatchObject([{ message: expect.stringContaining('is nested deeper than 20 levels') }]);
    }
  });

  test('P1: a value that is nested too deeply, or contains itself', () => {
    const self: unknown[] = [];
    self.push(self);
    for (const document of [JSON.parse(nested(5_000, '[', ']')), self]) {
      expect(faultsOf(document)).toMatchObject([
        { message: expect.stringContaining('is nested deeper than 20 levels'), line: 1 },
      ]);
    }
  });

  test.each([undefined, Number.NaN, () => 1, 1n, Symbol('x')])('P1: %p is not JSON', (value) => {
    expect(faultsOf({ version: value })).toMatchObject([{ path: ['version'], message: 'version is not a JSON value' }]);
    expect(faultsOf(value)).toMatchObject([{ path: [] }]);
  });

  test.each([
    ['a\u0000b', '$schema must not contain the character U+0000'],
    ['a\ud800b', '$schema must not contain lone surrogates'],
    ['x'.repeat(1_001), '$schema must have at most 1000 characters'],
  ])('I4: text that cannot be stored, or is too long, is none for $schema either', ($schema, message) => {
    expect(faultsOf({ $schema })).toEqual([{ path: ['$schema'], message, line: 2 }]);
  });

  test('P1: more than 1 MiB, as a value and as a text', () => {
    const document = { $schema: 'ä'.repeat(530_000) };
    expect(faultsOf(document)).toMatchObject([{ message: 'The ruleset is larger than 1048576 bytes' }]);
    expect(textFaultsOf(JSON.stringify(document))).toMatchObject([
      { message: 'The ruleset is larger than 1048576 bytes' },
    ]);
    expect(textFaultsOf('#'.repeat(1_048_577))).toHaveLength(1);
    expect(textFaultsOf('#'.repeat(1_048_576))).toMatchObject([{ message: 'The ruleset must be an object' }]);
  });

  test('P1: more than 1,000 categories', () => {
    const categories = (count: number) => ({
      categories: Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i}`, {}])),
    });
    expect(rulesOf(categories(1_000)).categories?.size).toBe(1_000);
    expect(faultsOf(categories(1_001))).toMatchObject([
      { path: ['categories'], message: 'categories must have at most 1000 entries' },
    ]);
  });

  test.each(['', '  ', 'x'.repeat(201), 'a\u0000', '\ud800'])('I4: a category cannot be called %j', (name) => {
    expect(faultsOf({ categories: { [name]: {} } })).toHaveLength(1);
  });

  test('P1: ninety thousand keys of one object take no quadratic time', () => {
    const document = Object.fromEntries(Array.from({ length: 90_000 }, (_, i) => [`k${i}`, 1]));
    expect(processorMs(() => expect(faultsOf(document)).toHaveLength(50))).toBeLessThan(10_000);
  });

  test('P1: any JSON value gives rules or faults, and is not changed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (document) => {
        const before = JSON.stringify(document);
        const result = readRuleset(document);
        expect('rules' in result || result.faults.length > 0).toBe(true);
        expect(JSON.stringify(document)).toBe(before);
      }),
    );
  });

  test('P1: any text gives rules or faults', () => {
    fc.assert(fc.property(fc.string(), (text) => 'rules' in readRulesetText(text) || textFaultsOf(text).length > 0));
  });
});
