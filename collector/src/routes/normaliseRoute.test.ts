import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseRoute } from './normaliseRoute.ts';

const LONGEST = 256;
const normalise = (route: string) => normaliseRoute(route, LONGEST);

describe('normaliseRoute', () => {
  it.each([
    ['/', '/'],
    ['/orders/1234', '/orders/:id'],
    ['/orders/1234/', '/orders/:id'],
    ['//orders//1234', '/orders/:id'],
    ['orders/1234', 'orders/:id'],
    ['/orders/1234/items/7?q=secret#part', '/orders/:id/items/:id'],
    ['/search?q=jan@example.com', '/search'],
    ['/app#/users/12', '/app'],
    ['/cart;jsessionid=5AC6268DD8D4D5D1FDF5D41E9F2FD960', '/cart'],
    ['/users/5f0c1e3a-9b1d-4c7e-8a55-0123456789ab', '/users/:id'],
    ['/users/{5f0c1e3a-9b1d-4c7e-8a55-0123456789ab}', '/users/:id'],
    ['/users/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/users/:id'],
    ['/commits/9fceb02d0ae598e95dc970b74767f19372d61af8', '/commits/:id'],
    ['/commits/deadbeefdeadbeef', '/commits/:id'],
    ['/invite/jan%40example.com', '/invite/:id'],
    ['/invite/jan@example.com', '/invite/:id'],
    ['/reset/dGhpc2lzYXRva2VuMTIz', '/reset/:id'],
    ['/share/V1StGXR8_Z5jdHi6B-myT', '/share/:id'],
    ['/customers/cus_9s6XKzkNRiz8i3', '/customers/:id'],
    ['/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW4ifQ.c2lnbmF0dXJlYWJj', '/t/:id'],
    ['/articles/how-we-test-1234567', '/articles/:id'],
    ['/calendar/2026-01-31', '/calendar/:id'],
    ['/calendar/2026-01', '/calendar/:id'],
    ['/calendar/2026-01-31T10:00:00Z', '/calendar/:id'],
    ['/call/+49%20170%201234567', '/call/:id'],
    ['/near/52.52,13.405', '/near/:id'],
    ['/peers/10.0.0.7', '/peers/:id'],
    ['/peers/2001:db8::ff', '/peers/:id'],
    ['/invoices/20260131.pdf', '/invoices/:id.pdf'],
    [`/notes/${'a-long-text-'.repeat(10)}`, '/notes/:id'],
  ])('names the raw path %s as %s', (path, template) => {
    expect(normalise(path)).toBe(template);
  });

  it.each([
    '/orders/:id',
    '/orders/:id?',
    '/orders/:id?/edit',
    '/orders/:orderId{[0-9]+}/lines',
    '/orders/{id}',
    '/orders/{id?}',
    '/orders/{id:[0-9]+}.json',
    '/orders/[id]/lines',
    '/docs/[[...slug]]',
    '/orders/<int:id>',
    '/posts/$postId',
    '/(shop)/cart',
    '/files/*',
    '*',
    '/v1/events',
    '/phones/iphone-15-pro',
    '/facade/decade',
    '/caf%C3%A9/menü',
    '(unmatched)',
    '(other)',
    '(404 page)',
  ])('leaves the template %s as it is', (template) => {
    expect(normalise(template)).toBe(template);
  });

  it.each([
    ['api.example.com/users/12?token=x', 'api.example.com/users/:id'],
    ['API.example.com/', 'api.example.com/'],
    ['api.example.com:8443/v1/users/:id', 'api.example.com:8443/v1/users/:id'],
    ['localhost:3000/orders/7', 'localhost:3000/orders/:id'],
    ['10.0.0.7:8080/orders/7', '10.0.0.7:8080/orders/:id'],
    ['[::1]:3000/orders/7', '[::1]:3000/orders/:id'],
    ['https://user:secret@api.example.com/users/12', 'api.example.com/users/:id'],
    ['https://api.example.com/users/12#top', 'api.example.com/users/:id'],
    ['API.example.com;v=1/users/12', 'api.example.com/users/:id'],
  ])('keeps the host of %s', (route, template) => {
    expect(normalise(route)).toBe(template);
  });

  it('ends a template that is too long in "/*", at a segment', () => {
    const long = normalise(`/start/${'segment/'.repeat(1000)}`);
    expect(long.length).toBeLessThanOrEqual(LONGEST);
    expect(long).toMatch(/^\/start\/(segment\/)+\*$/);
  });

  const piece = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.nat().map(String),
    fc.uuid(),
    fc.emailAddress(),
    fc.constantFrom(
      '/',
      '//',
      ':id',
      '{id}',
      '[id]',
      '*',
      '(other)',
      'http://',
      'api.test',
      ':80',
      '?',
      '#',
      ';',
      '@',
    ),
    fc.webPath(),
  );
  const anyRoute = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('/')}`),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
  );

  it('changes nothing when it is done twice, and never exceeds its length', () => {
    fc.assert(
      fc.property(anyRoute, fc.constantFrom(16, 256), (route, longest) => {
        const once = normaliseRoute(route, longest);
        expect(once.length).toBeLessThanOrEqual(longest);
        expect(once).not.toBe('');
        expect(normaliseRoute(once, longest)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it('never keeps a query, a number or an address of a raw path', () => {
    fc.assert(
      fc.property(
        fc.webPath(),
        fc.nat(),
        fc.emailAddress(),
        fc.webQueryParameters(),
        (path, id, mail, query) => {
          const template = normalise(`${path}/${id}/${encodeURIComponent(mail)}?${query}`);
          expect(template).not.toMatch(/[?#@]|\/\d+(\/|$)/);
          expect(template).not.toContain(encodeURIComponent(mail));
        },
      ),
    );
  });
});
