/** What the compiler does not see: promises that nobody waits for, switches that forget a case, imports out of order. `npm run lint` runs it, and so does `verify`. */
import sort from 'eslint-plugin-simple-import-sort';
import ts from 'typescript-eslint';

export default ts.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'bench/results/',
      'src/graphql/playground/assets/',
      'test/architecture/fixtures/',
      // Its imports exist where the package is installed.
      'test/package/consumer.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [ts.configs.base],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { sort },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'sort/imports': 'error',
      'sort/exports': 'error',
      eqeqeq: ['error', 'smart'],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  // Answers and documents that a spec only looks at.
  { files: ['test/**/*.ts', '**/*.spec.ts'], rules: { '@typescript-eslint/no-explicit-any': 'off' } },
);
