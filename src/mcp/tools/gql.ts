/** Makes the typed documents of the tools: `gql('query …')`, with the fragments that it spreads behind it. */
import { documentMaker } from '../../common/typed-document.js';
import type { Documents } from './documents.generated.js';

export const gql = documentMaker<Documents>();
