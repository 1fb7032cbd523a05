/**
 * The published JSON Schemas are printed from the code: `UPDATE_SCHEMAS=1 npx jest test/docs/schemas.spec.ts` writes them,
 * `npm run format` lays them out.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';

import { webhookMessageJsonSchema } from '../../src/domain/documents/webhook/webhook-message.js';
import { workerModelJsonSchema } from '../../src/domain/foresight/model/read-worker-model.js';
import { rulesetJsonSchema } from '../../src/domain/rules/ruleset/ruleset-json-schema.js';

const SCHEMAS = [
  ['docs/schemas/ruleset.schema.json', rulesetJsonSchema],
  ['docs/schemas/worker_model.schema.json', workerModelJsonSchema],
  ['docs/schemas/webhook_message.schema.json', webhookMessageJsonSchema],
] as const;

describe('the published JSON Schemas', () => {
  test.each(SCHEMAS)('P1: %s is what the code prints', async (file, print) => {
    const printed = JSON.parse(JSON.stringify(print()));
    if (process.env.UPDATE_SCHEMAS) await writeFile(file, `${JSON.stringify(printed, null, 2)}\n`);
    const published = JSON.parse(await readFile(file, 'utf8').catch(() => 'null'));
    const current = isDeepStrictEqual(published, printed);
    if (!current)
      throw new Error(
        `${file} is not current: run UPDATE_SCHEMAS=1 npx jest test/docs/schemas.spec.ts, then npm run format`,
      );
  });

  test.each(SCHEMAS)('P1: %s describes every property', (_, print) => {
    const bare: string[] = [];
    visit(print(), '', bare);
    expect(bare).toEqual([]);
  });
});

function visit(schema: unknown, path: string, bare: string[]): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, part] of Object.entries(schema)) {
    if (key === 'properties') {
      for (const [name, property] of Object.entries(part as Record<string, { description?: string }>)) {
        if (!property.description) bare.push(`${path}.${name}`);
        visit(property, `${path}.${name}`, bare);
      }
    } else {
      visit(part, path, bare);
    }
  }
}
