/** Makes the typed documents of the tests: `gql('query …')`. `npm run documents` writes their types. */
import { documentMaker } from '../../../src/common/typed-document.js';
import type { Documents } from './documents.generated.js';

export const gql = documentMaker<Documents>();
