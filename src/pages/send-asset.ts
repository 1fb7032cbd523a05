/** Answers a request with an asset: kept for ever where its address names its content, compressed where the client can read that. */
import type { FastifyReply, FastifyRequest } from 'fastify';

import { type Asset, type Encoding, ENCODINGS, versionOf } from './asset-list.js';

/** `lasting`: the address changes with the content. */
export async function sendAsset(
  request: FastifyRequest,
  reply: FastifyReply,
  asset: Asset,
  lasting: boolean,
): Promise<void> {
  const encoding = bestEncoding(request.headers['accept-encoding'], asset);
  // An entity tag names one form of the content.
  const etag = `"${versionOf(asset)}${encoding ? `-${encoding}` : ''}"`;
  void reply.header('etag', etag).header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (Object.keys(asset.encoded).length > 0) void reply.header('vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === etag) {
    await reply.code(304).send();
    return;
  }
  if (encoding) void reply.header('content-encoding', encoding);
  await reply.type(asset.type).send(encoding ? asset.encoded[encoding] : asset.content);
}

/** The smallest form that the client accepts: `q=0` refuses one; null: as it is. */
function bestEncoding(accepted: string | string[] | undefined, asset: Asset): Encoding | null {
  const weights = new Map(
    [accepted ?? []]
      .flat()
      .join(',')
      .toLowerCase()
      .split(',')
      .map((entry) => {
        const [name, ...parameters] = entry.split(';').map((part) => part.trim());
        const weight = parameters.find((part) => part.startsWith('q='))?.slice(2);
        return [name!, Number(weight ?? 1)] as const;
      }),
  );
  const isAccepted = (encoding: Encoding): boolean => (weights.get(encoding) ?? weights.get('*') ?? 0) > 0;
  return (
    ENCODINGS.map(([encoding]) => encoding).find((encoding) => asset.encoded[encoding] && isAccepted(encoding)) ?? null
  );
}
