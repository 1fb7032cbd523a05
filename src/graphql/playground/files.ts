import { AssetList, versionOf } from '../../pages/asset-list.js';
import { ASSET_FOLDER, ASSET_NAMES } from './assets.js';

/** The files of the playground. */
export const playgroundFiles = new AssetList(ASSET_FOLDER, ASSET_NAMES);

/** Where a browser gets an asset: the address changes with the content, so that it may be kept for ever. */
export async function assetAddress(name: string): Promise<string> {
  const asset = await playgroundFiles.named(name);
  return `/graphql/assets/${name}?v=${asset ? versionOf(asset) : ''}`;
}
