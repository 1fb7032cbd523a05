/** Makes the typed documents of the commands and the worker: `gql('query …')`, with the fragments that it spreads behind it. */
import { documentMaker } from '../../common/typed-document.js';
import type { Documents } from './documents.generated.js';

export const gql = documentMaker<Documents>();
