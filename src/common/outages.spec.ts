import { outageOf, ServerOutage } from './outages.js';

const withCode = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`said ${code}`), { code, ...more });
const sql = (code: string): Error => withCode(code, { severity: 'ERROR' });

describe('B6: errors that are reported as an outage', () => {
  it.each([
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH'].map((code) =>
      withCode(code),
    ),
    withCode('ENOENT', { syscall: 'connect' }),
    ...['57P01', '57P02', '57P03', '08006', '08003', '53300'].map(sql),
    ...[
      'Connection terminated unexpectedly',
      'Connection terminated due to connection timeout',
      'timeout exceeded when trying to connect',
    ].map((words) => new Error(words)),
    ...['Client has encountered a connection error and is not queryable', 'Client was closed and is not queryable'].map(
      (words) => new Error(words),
    ),
    ...['Cannot use a pool after calling end on the pool', 'Driver not Connected'].map((words) => new Error(words)),
  ])('a database that is away: $message', (error) => {
    for (const reported of [
      error,
      new Error('wrapped', { cause: error }),
      Object.assign(new Error('of a query'), { driverError: error }),
    ]) {
      expect(outageOf(reported)).toMatchObject({
        reason: 'database_away',
        message: expect.stringContaining('idempotencyKey'),
      });
    }
  });

  it.each(['53100', '53200', '57014', '58030', '58P01', '55P03', '40001', '40P01', '25006'].map(sql))(
    'a database that cannot now: $message',
    (error) => {
      expect(outageOf(error)?.reason).toBe('database_busy');
    },
  );

  it.each([
    new TypeError('x is not a function'),
    withCode('ENOENT', { syscall: 'open', path: '/somewhere' }),
    ...['23505', '42P01', '22P02', 'XX000'].map(sql),
    withCode('57014'),
    new Error('Unexpected value'),
  ])('and what is a fault of ours: $message', (error) => {
    expect(outageOf(error)).toBeNull();
  });

  it('an outage stays what it is, also as the cause of another error', () => {
    const outage = new ServerOutage('server_disk_full', 'The server’s disk is full.');
    expect(outageOf(new Error('around', { cause: outage }))).toBe(outage);
  });

  it('causes that run in a circle end', () => {
    const circle = new Error('round');
    circle.cause = circle;
    expect(outageOf(circle)).toBeNull();
  });
});
