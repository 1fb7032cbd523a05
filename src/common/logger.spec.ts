import { Writable } from 'node:stream';

import { Logger } from '@nestjs/common';

import { createLogger } from './logger.js';

function listening(settings: { logLevel: 'info' | 'debug'; token: string | undefined }) {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { lines, logger: createLogger(settings, stream) };
}

describe('The log', () => {
  afterEach(() => Logger.overrideLogger(['log', 'warn', 'error']));

  it('writes a line with level, context and message', () => {
    const { lines, logger } = listening({ logLevel: 'info', token: undefined });
    Logger.overrideLogger(logger);
    new Logger('Runs').warn('A thing was odd');
    expect(lines).toEqual([
      expect.objectContaining({ level: 'warn', context: 'Runs', msg: 'A thing was odd', time: expect.any(String) }),
    ]);
  });

  it('takes an object with a message behind it, as a masked error is logged', () => {
    const { lines, logger } = listening({ logLevel: 'info', token: undefined });
    Logger.overrideLogger(logger);
    new Logger('GraphQL').error({ requestId: 'r1', err: new Error('lost') }, 'Request r1 failed');
    expect(lines[0]).toMatchObject({
      context: 'GraphQL',
      msg: 'Request r1 failed',
      requestId: 'r1',
      err: { type: 'Error', message: 'lost' },
    });
    expect((lines[0]!.err as { stack: string }).stack).toContain('logger.spec');
  });

  it('keeps a stack out of the message', () => {
    const { lines, logger } = listening({ logLevel: 'info', token: undefined });
    logger.error('It broke', 'Error: It broke\n    at somewhere', 'Runs');
    expect(lines[0]).toMatchObject({
      msg: 'It broke',
      stack: expect.stringContaining('at somewhere'),
      context: 'Runs',
    });
  });

  it('is silent below its level', () => {
    const { lines, logger } = listening({ logLevel: 'info', token: undefined });
    logger.debug!('small talk');
    expect(lines).toEqual([]);
  });

  it('logs messages of the framework at debug level only', () => {
    const { lines, logger } = listening({ logLevel: 'info', token: undefined });
    logger.log('RunsModule dependencies initialized', 'InstanceLoader');
    expect(lines).toEqual([]);
  });

  it('never writes a secret: by name, by form, by value (A4)', () => {
    const { lines, logger } = listening({ logLevel: 'info', token: 'open-sesame-1' });
    logger.log(
      { headers: { authorization: 'Bearer abc' }, list: [{ leaseToken: 'xyz' }], tokensUsed: 5 },
      'Got Authorization: Bearer hidden-one',
    );
    logger.log('The token open-sesame-1 at postgres://user:hidden-two@host/db');
    logger.error(new Error('no way with open-sesame-1'));
    const text = JSON.stringify(lines);
    for (const secret of ['abc', 'xyz', 'hidden-one', 'hidden-two', 'open-sesame-1'])
      expect(text).not.toContain(secret);
    expect(lines[0]).toMatchObject({ tokensUsed: 5 });
    expect(text).toContain('postgres://user:[redacted]@host/db');
  });
});
