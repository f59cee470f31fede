import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { NOT_ON_POSTGRES, ON_POSTGRES_ONLY } from './scripts/test-projects.mjs';

export default defineConfig({
  plugins: [sveltekit()],
  build: { target: 'es2020' },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // On two cores the default is one worker; most files wait for disks and servers of their own. Files share the
    // process of their worker (isolate: false) instead of starting one each.
    maxWorkers: 3,
    projects: [
      {
        // What touches no installation.
        extends: true,
        test: { name: 'pure', include: ['tests/{unit,property,vectors}/**/*.test.ts'], isolate: false }
      },
      {
        extends: true,
        test: {
          name: 'sqlite',
          isolate: false,
          include: ['tests/integration/**/*.test.ts'],
          exclude: [ON_POSTGRES_ONLY]
        }
      },
      {
        // The same tests on a real PostgreSQL, which is started once for all of them.
        extends: true,
        test: {
          name: 'postgres',
          isolate: false,
          include: ['tests/integration/**/*.test.ts'],
          exclude: NOT_ON_POSTGRES,
          env: { HAILONG_TEST_DIALECT: 'postgres' },
          globalSetup: ['tests/support/postgres-setup.ts']
        }
      }
    ]
  }
});
