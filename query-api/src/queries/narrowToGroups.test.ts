import { describe, expect, it } from 'vitest';
import { narrowToGroups } from './narrowToGroups.ts';

describe('narrowToGroups', () => {
  it('names the values of every dimension once, and keeps the rest of the filter', () => {
    const groups = [
      { route: '/b', device: 'mobile' },
      { route: '/a', device: '' },
      { route: '/b', device: '' },
    ];
    expect(
      narrowToGroups({ release: '1.4.0', route: ['/a', '/b', '/c'] }, groups, ['route', 'device']),
    ).toEqual({
      release: '1.4.0',
      route: ['/a', '/b'],
      device: ['', 'mobile'],
    });
  });

  it('leaves the filter as it is where naming all groups would be too long for an address', () => {
    const groups = Array.from({ length: 500 }, (_, index) => ({ route: `/${index}${'x'.repeat(100)}` }));
    expect(narrowToGroups({ release: '1.4.0' }, groups, ['route'])).toEqual({ release: '1.4.0' });
  });
});
