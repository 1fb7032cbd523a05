import { startTestServer, type TestServer } from '../support/server.js';

describe('a server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => server.close());

  test('tells who it is', async () => {
    const { server: told } = await server.ask('{ server { version databaseId startedAt } }');
    expect(told.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(told.databaseId).not.toBe('');
  });
});
