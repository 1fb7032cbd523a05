/** What the statements that run keep to, by their final texts below docs/sql; `verify` compares these with the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'docs/sql';
const statements = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8').replace(/^--.*$/gm, '') }));

describe('the statements', () => {
  it('are all looked at', () => {
    expect(statements.length).toBeGreaterThan(100);
    expect(statements.some(({ text }) => /\binsert into\b/.test(text))).toBe(true);
  });

  it('C6: name the columns of every row that they insert, so that an older server leaves newer ones alone', () => {
    const nameless = statements.filter(({ text }) => /\binsert\s+into\s+\w+\b(?!\s*\()/i.test(text));
    expect(nameless.map(({ name }) => name)).toEqual([]);
  });

  it('C6: take from JSON the columns that they name, and no row as the table is', () => {
    expect(statements.filter(({ text }) => /_populate_record/i.test(text)).map(({ name }) => name)).toEqual([]);
  });
});
