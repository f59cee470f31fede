import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [sveltekit()],
  build: { target: 'es2020' },
  test: {
    include: ['tests/{unit,property,vectors,integration}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
});
