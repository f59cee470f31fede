import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const PURE_PACKAGES = '^(\\.\\.?\\u002F|valibot$|@stdlib\\u002Fstats-base-dists-)';
const NOT_PURE = 'domain/ is pure: take the time, the random seed, the id and the data as arguments.';

// Type-free rules only: svelte-check reads the types, and a lint of seconds is run more often than one of minutes.
export default ts.config(
  {
    ignores: [
      'node_modules/',
      '.svelte-kit/',
      'build/',
      'data/',
      'tools/',
      'test-results/',
      'playwright-report/',
      'coverage/'
    ]
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      'no-undef': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-eval': 'error',
      // Control characters in expressions are meant here: they are what the validation refuses.
      'no-control-regex': 'off',
      'no-implied-eval': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }]
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      // Kit is served from the root of its host; paths without a base are plain to read.
      'svelte/no-navigation-without-resolve': 'off'
    }
  },
  {
    files: ['**/*.{js,mjs}'],
    rules: { 'no-undef': 'error' }
  },
  {
    // Plain scripts of the pages; the chart library is a script of its own beside them.
    files: ['src/lib/ui/charts/**/*.js'],
    languageOptions: { globals: { Chart: 'readonly' } }
  },
  {
    files: ['src/lib/domain/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        ...['process', 'fetch', 'setTimeout', 'setInterval', 'performance', 'crypto', 'window', 'document', 'navigator']
          .concat(['localStorage', 'globalThis', 'Buffer'])
          .map((name) => ({ name, message: NOT_PURE }))
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: NOT_PURE },
        { object: 'Math', property: 'random', message: NOT_PURE }
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: NOT_PURE },
        { selector: "CallExpression[callee.name='Date']", message: NOT_PURE },
        { selector: 'ImportExpression', message: 'domain/ has no dynamic imports.' },
        ...['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration'].map((node) => ({
          selector: `${node}[source.value=/^/]:not([source.value=/${PURE_PACKAGES}/])`,
          message: 'domain/ imports itself, valibot and the quantiles of @stdlib only.'
        }))
      ]
    }
  },
  {
    files: ['src/routes/**/*.{ts,svelte}', 'src/lib/ui/**/*.{ts,svelte}', 'src/lib/client/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                'kysely',
                'kysely/*',
                'better-sqlite3',
                'pg',
                '$lib/server/db',
                '$lib/server/db/*',
                '**/server/db/**'
              ],
              message: 'Routes and components call services; only services know the store.'
            }
          ]
        }
      ]
    }
  },
  {
    files: ['src/cli/**/*.ts', 'scripts/**', 'bin/**'],
    rules: { 'no-console': 'off' }
  }
);
