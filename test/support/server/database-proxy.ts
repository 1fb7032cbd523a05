/** A proxy between a server and its database. It can cut connections, move to another database, and drop a statement or its answer. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What happens to a connection that sends a certain statement. */
export interface Cut {
  /** The statement's name, as it goes over the wire. */
  readonly statement: string;
  /**
   * `before`: the statement never reaches the database. `sent`: it does, and the connection is gone at once. `answered`: the database has
   * answered, and the answer is dropped.
   */
  readonly when: 'before' | 'sent' | 'answered';
}

interface Armed {
  readonly statement: string;
  readonly when: Cut['when'] | 'not';
  readonly done: () => void;
  /** Runs when this cut has happened, to arm the next one. */
  readonly after: () => void;
}

export class DatabaseProxy {
  private readonly sockets = new Set<Socket>();
  private armed: Armed | null = null;

  private constructor(
    private readonly server: Server,
    private target: URL,
  ) {}

  static async open(databaseUrl: string): Promise<DatabaseProxy> {
    const server = createServer();
    const proxy = new DatabaseProxy(server, new URL(databaseUrl));
    server.on('connection', (client) => proxy.pass(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The database, through this proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.toString();
  }

  /** New connections go to this database. */
  moveTo(databaseUrl: string): void {
    this.target = new URL(databaseUrl);
  }

  /** Cuts the next connection that sends the statement, once; resolves when it is cut. */
  cutOnce(cut: Cut): Promise<void> {
    return new Promise((done) => (this.armed = { ...cut, done, after: () => undefined }));
  }

  /** Cuts every connection that sends the statement, until `spare`; what never arrived comes through when it is sent again. Answers how many so far. */
  cutEach(cut: Cut): () => number {
    let cuts = 0;
    const pass = (): void => void (this.armed = { ...cut, when: 'not', done: () => undefined, after: strike });
    const strike = (): void =>
      void (this.armed = { ...cut, done: () => (cuts += 1), after: cut.when === 'before' ? pass : strike });
    strike();
    return () => cuts;
  }

  /** Disarms: no further connection is cut. */
  spare(): void {
    this.armed = null;
  }

  /** Cuts every connection. */
  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cutAll();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private pass(client: Socket): void {
    const database = connect(Number(this.target.port), this.target.hostname.replace(/^\[|\]$/g, ''));
    let swallowing: (() => void) | null = null;
    for (const [socket, peer] of [[client, database] as const, [database, client] as const]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        peer.destroy();
      });
    }
    client.on('data', (bytes) => {
      const armed = this.armed;
      if (!armed || !bytes.includes(armed.statement)) return void database.write(bytes);
      this.armed = null;
      armed.after();
      if (armed.when === 'answered') swallowing = armed.done;
      if (armed.when === 'before') {
        client.destroy();
        armed.done();
      } else {
        database.write(bytes, () => {
          if (armed.when !== 'sent') return;
          client.destroy();
          armed.done();
        });
      }
    });
    database.on('data', (bytes) => {
      if (!swallowing) return void client.write(bytes);
      client.destroy();
      swallowing();
    });
  }
}
