import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { NOT_ON_POSTGRES, ON_POSTGRES_ONLY } from './scripts/test-projects.mjs';

export default defineConfig({
  plugins: [sveltekit(), chartNames()],
  build: { target: 'es2020' },
  worker: { format: 'es' },
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

/**
 * Names the bundles of the charts by their sources and the locked packages. Kit names them by what is in them, which
 * differs between the build for browsers (older syntax) and that for the server, whose pages then ask for a file that
 * there is not.
 */
function chartNames(): Plugin {
  const folder = 'src/lib/ui/charts';
  const files = readdirSync(folder).map((name) => `${folder}/${name}`);
  const hash = createHash('sha256');
  for (const file of [...files.sort(), 'package-lock.json', 'vite.config.ts']) hash.update(readFileSync(file));
  const name = `_app/immutable/workers/[name]-${hash.digest('hex').slice(0, 8)}.js`;
  return {
    name: 'chart-names',
    configResolved: ({ worker }) => {
      const { output } = worker.rolldownOptions;
      for (const one of [output].flat()) if (one) one.entryFileNames = name;
    }
  };
}
