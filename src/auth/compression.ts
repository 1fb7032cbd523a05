/**
 * Answers that leave this machine are compressed if the client asks for it. On loopback that would only cost processor
 * time. Requests carry the token as a header that a foreign page cannot make a browser send, so that nothing secret can
 * be guessed from the length of a compressed answer.
 */
import { constants } from 'node:zlib';

import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

import { isLoopbackAddress } from '../common/addresses.js';

/** Bytes from which on it pays. */
const THRESHOLD = 1_024;
/** Of Brotli: as fast as gzip, and smaller. Its default of 11 is meant for files that are compressed once. */
const QUALITY = 4;

/** `host`: where the server listens. To be awaited before routes are added: those that were there are left out. */
export async function compressAnswers(fastify: FastifyInstance, host: string): Promise<void> {
  if (isLoopbackAddress(host)) return;
  await fastify.register(compress, {
    threshold: THRESHOLD,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } },
  });
}
