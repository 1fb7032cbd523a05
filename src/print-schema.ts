/** Prints the schema from the classes, without a database: `schema.graphql`. With `--check` it only says whether the file is current. */
import 'reflect-metadata';

import { readFile, writeFile } from 'node:fs/promises';

import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';

import { RESOLVERS } from './app.resolvers.js';
import { fieldsWithoutAccess } from './graphql/access/guard-roots.js';
import { describeRoots, SCHEMA_OPTIONS } from './graphql/graphql.options.js';

const FILE = 'schema.graphql';

const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
const schema = describeRoots(await app.get(GraphQLSchemaFactory).create(RESOLVERS, SCHEMA_OPTIONS));
const text = `# Printed from the code by \`npm run schema\`; do not edit.\n\n${printSchema(lexicographicSortSchema(schema))}\n`;
await app.close();

const unguarded = fieldsWithoutAccess(schema);
if (unguarded.length > 0) {
  console.error(
    `Nobody may use ${unguarded.join(', ')}: name the roles in src/domain/rules/access/field-access.ts (A2).`,
  );
  process.exit(1);
}

if (process.argv.includes('--check')) {
  const present = await readFile(FILE, 'utf8').catch(() => '');
  if (present !== text) {
    console.error(`${FILE} is not what the code gives; run "npm run schema" and commit it.`);
    process.exit(1);
  }
} else {
  await writeFile(FILE, text);
}
