import { expect, it } from 'vitest';
import { init } from '../src/index.ts';

it('does nothing on a server, and says nothing', async () => {
  const handle = init({ endpoint: 'https://paceline.example.com', key: 'k' });
  handle.measure('size', 1);
  handle.recordCache('memory', 'hit');
  handle.recordError(new Error('no'));
  handle.setRoute('/');
  handle.setContext({ country: 'NL' });
  await handle.flush();
  handle.stop();
  expect(init({ endpoint: '', key: '' })).toBe(handle);
});
