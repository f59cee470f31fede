import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

/** Tests of what SQLite is, its file and its faults; and tests without a database of their own. */
const NOT_ON_POSTGRES = [
  'analyze-bad-input',
  'comment-apart',
  'migrations',
  'store-busy-api',
  'store-faults',
  'verify-command'
].map((name) => `tests/integration/${name}.test.ts`);

/** Tests of what only PostgreSQL has: servers beside each other. */
const ON_POSTGRES_ONLY = 'tests/integration/postgres/**/*.test.ts';

export default defineConfig({
  plugins: [sveltekit()],
  build: { target: 'es2020' },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: ['tests/{unit,property,vectors,integration}/**/*.test.ts'],
          exclude: [ON_POSTGRES_ONLY]
        }
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['tests/integration/**/*.test.ts'],
          exclude: NOT_ON_POSTGRES,
          env: { HAILONG_TEST_DIALECT: 'postgres' },
          globalSetup: ['tests/support/postgres-setup.ts']
        }
      }
    ]
  }
});
