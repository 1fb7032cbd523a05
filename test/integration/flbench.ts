import { newRoot, planOf, TestServer } from './file-layout.fixture.js';
import { freshDatabase } from '../support/databases.js';
import { performance } from 'node:perf_hooks';
it('bench', async () => {
  const db = await freshDatabase();
  const s = await TestServer.open(db.url, newRoot());
  const out: string[] = [];
  const repo = (s.projector as any).repository, store = s.store as any, acc: any = {};
  const wrap = (o: any, k: string, name = k) => { const f = o[k]; o[k] = async function (...a: any[]) { const t = performance.now(); try { return await f.apply(this, a); } finally { const x = (acc[name] ??= [0, 0]); x[0]++; x[1] += performance.now() - t; } }; };
  const wl = repo.withLocks.bind(repo); repo.withLocks = (ids: any, w: any) => wl(ids, (l: any) => { wrap(l, 'readChanged'); wrap(l, 'readWhole'); return w(l); });
  wrap(repo, 'withLocks'); wrap(store, 'write'); wrap(store, 'put');
  for (const [tag, sizes] of [['small', [5]], ['large', Array.from({ length: 20 }, () => 50)], ['one', [1000]]] as const) {
    const ids = Array.from({ length: 4 }, (_, i) => `${tag}-${i}`);
    for (const id of ids) await s.start(id, planOf(sizes));
    for (const k in acc) delete acc[k];
    await Promise.all(ids.map(async (id) => { for (let p = 0; p < 5; p++) await s.complete(id, 'p' + p); }));
    out.push(tag + ' 80 commands ' + JSON.stringify(acc));
  }
  await s.close(); await db.drop();
  (await import('node:fs')).writeFileSync('/tmp/fl/bench.txt', out.join('\n'));
}, 300000);
