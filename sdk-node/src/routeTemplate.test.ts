import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routeTemplate } from './routeTemplate.ts';

describe('routeTemplate', () => {
  it.each([
    ['/', '/'],
    ['', '/'],
    ['*', '*'],
    ['/orders/1234', '/orders/:id'],
    ['/orders/1234/', '/orders/:id'],
    ['/orders/1234/items/7?q=secret#part', '/orders/:id/items/:id'],
    ['/users/5f0c1e3a-9b1d-4c7e-8a55-0123456789ab', '/users/:id'],
    ['/commits/9fceb02d0ae598e95dc970b74767f19372d61af8', '/commits/:id'],
    ['/invite/jan%40example.com', '/invite/:id'],
    ['/reset/dGhpc2lzYXRva2VuMTIz', '/reset/:id'],
    ['/phones/iphone-15-pro', '/phones/iphone-15-pro'],
    ['/facade/decade', '/facade/decade'],
    ['http://shop.example/orders/7?x', '/orders/:id'],
    ['/v1/events', '/v1/events'],
  ])('names %s as %s', (path, template) => {
    expect(routeTemplate(path)).toBe(template);
  });

  it('never keeps a number, a query or more than 256 characters, whatever the path', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
        const template = routeTemplate(`/${path}?${query}`);
        expect(template.length).toBeLessThanOrEqual(256);
        expect(template).not.toMatch(/[?#]|\/\d+(\/|$)/);
      }),
    );
  });
});
