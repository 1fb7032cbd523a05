/** Answers that leave the machine are compressed (A8). The server is asked without a door: nothing listens off loopback here. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from '../../src/app.module.js';
import { EDGE_OPTIONS, installEdge } from '../../src/auth/edge.js';
import { readSettings } from '../../src/config/settings.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';

const TOKEN = 'a-token-for-compression';
const LONG = '{ __schema { types { name fields { name description } } } }';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => database.drop());

async function on(host: string) {
  const settings = readSettings({ HOST: host, AUTOPACK_TOKEN: TOKEN, DATABASE_URL: database.url }, process.cwd());
  const adapter = new FastifyAdapter(EDGE_OPTIONS);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(database.url, settings), adapter, {
    logger: false,
  });
  await installEdge(app, settings);
  await app.init();
  return app;
}

async function asked(app: NestFastifyApplication, encodings: string, query: string) {
  const headers = {
    ...{ authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    'accept-encoding': encodings,
  };
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
  const { 'content-encoding': encoding, vary } = answer.headers;
  return { encoding, vary: `${vary}`.toLowerCase(), bytes: answer.rawPayload };
}

it('A8: an answer that leaves the machine is compressed as the client asks for it', async () => {
  const app = await on('0.0.0.0');
  try {
    const plain = await asked(app, 'identity', LONG);
    expect(plain.encoding).toBeUndefined();
    const brotli = await asked(app, 'br', LONG);
    expect([brotli.encoding, brotli.vary]).toEqual(['br', 'accept-encoding']);
    expect(brotliDecompressSync(brotli.bytes)).toEqual(plain.bytes);
    const gzip = await asked(app, 'gzip', LONG);
    expect([gzip.encoding, gunzipSync(gzip.bytes)]).toEqual(['gzip', plain.bytes]);
    expect(brotli.bytes.length * 4).toBeLessThan(plain.bytes.length);
    expect((await asked(app, 'gzip, br', '{ __typename }')).encoding).toBeUndefined();
  } finally {
    await app.close();
  }
});

it('A8: on loopback nothing is compressed', async () => {
  const app = await on('127.0.0.1');
  try {
    expect((await asked(app, 'gzip, br', LONG)).encoding).toBeUndefined();
  } finally {
    await app.close();
  }
});
