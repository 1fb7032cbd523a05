import { rowsOf } from './test/support/builders.js';
import { renderDocuments, viewOf } from './src/domain/artefact/documents.js';
for (const [n, shape] of [['10 phases', ['COMPLETE GATE QUEUED QUEUED QUEUED', 'QUEUED QUEUED QUEUED QUEUED QUEUED']], ['1000', Array.from({length:20},()=> 'QUEUED '.repeat(50))]] as const) {
  const rows = rowsOf('GATE', shape as any);
  const whole = viewOf(rows.run, rows.tiers, rows.phases);
  const view = { run: whole.run, tiers: whole.tiers.slice(0, 1), phases: whole.phases.slice(0, 1) };
  const go = () => { let b = 0; for (const d of renderDocuments(view)) b += d.content.length; return b; };
  for (let i = 0; i < 2000; i++) go();
  const s = performance.now(); for (let i = 0; i < 3000; i++) go(); console.log(n, ((performance.now() - s) / 3000 * 1000).toFixed(0), 'us for 3 documents', go(), 'bytes');
}
