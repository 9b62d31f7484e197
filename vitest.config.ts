import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['paceline-source'] };
const ssr = { resolve: { conditions: ['paceline-source', 'node', 'import', 'module', 'default'] } };
const exclude = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['*/{src,test}/**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.integration.test.ts', '**/*.browser.test.ts'],
          // Limits are against hanging; a busy machine is no reason to fail.
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'integration',
          include: ['*/{src,test}/**/*.integration.test.ts'],
          exclude,
          globalSetup: ['e2e/setup/services.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'browser',
          include: ['*/{src,test}/**/*.browser.test.ts'],
          exclude,
          globalSetup: ['e2e/setup/services.ts', 'e2e/setup/chromium.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
