/**
 * Bundles the dashboard with Vite. Nothing is written: the files come by their path below dist, each also compressed, so that a server answers from memory.
 */
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const COMPRESSED = /\.(js|css|html|svg|md|json)$/;
/** Below that a compressed form is not worth a file. */
const LEAST_BYTES = 512;

/** Paths below dist with their content. Rejects with what does not compile. */
export async function bundlePages(folder, place) {
  // Loaded here: a checkout without a dashboard needs no Vite.
  const { build } = await import('vite');
  const { output } = await build({
    configFile: join(folder, 'vite.config.mjs'),
    root: folder,
    logLevel: 'warn',
    build: { write: false },
  });
  const files = output.map((file) => [
    `${place}/${file.fileName}`,
    Buffer.from(file.type === 'chunk' ? file.code : file.source),
  ]);
  return (await Promise.all(files.map(withCompressed))).flat();
}

async function withCompressed([path, content]) {
  if (!COMPRESSED.test(path) || content.length < LEAST_BYTES) return [[path, content]];
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  return [
    [path, content],
    [`${path}.br`, br],
    [`${path}.gz`, gz],
  ];
}
