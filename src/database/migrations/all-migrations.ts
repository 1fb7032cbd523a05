/** Every migration, oldest first. The list is append-only. */
import { Foundation1795351827333 } from './1795351827333-foundation.js';

export const MIGRATIONS = [Foundation1795351827333];
