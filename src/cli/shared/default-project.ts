/** The project of a command that names none. */
export const DEFAULT_PROJECT = 'default';
