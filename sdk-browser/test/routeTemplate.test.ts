import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routeTemplate } from '../src/routeTemplate.ts';

describe('routeTemplate', () => {
  it.each([
    ['/', '/'],
    ['/orders/1234', '/orders/1234'],
    ['/orders/1234/', '/orders/1234/'],
  ])('leaves the identifiers of %s to the collector', (path, template) => {
    expect(routeTemplate(path)).toBe(template);
  });

  it('names a path by the first rule of the app that fits the whole of it', () => {
    const rules = ['/shop/sale', '/shop/:product', '/docs/*', '/a.b/:x', '/(x)+[y]/:z', '/:lang/help'];
    const named = (path: string): string => routeTemplate(path, rules);
    expect(named('/shop/sale')).toBe('/shop/sale');
    expect(named('/shop/blue-shirt')).toBe('/shop/:product');
    expect(named('/shop/blue-shirt/')).toBe('/shop/:product');
    expect(named('/shop/blue-shirt/12')).toBe('/shop/blue-shirt/12');
    expect(named('/docs/guide/12')).toBe('/docs/*');
    expect(named('/docs')).toBe('/docs');
    expect(named('/a.b/1')).toBe('/a.b/:x');
    expect(named('/aXb/1')).toBe('/aXb/1');
    expect(named('/(x)+[y]/1')).toBe('/(x)+[y]/:z');
    expect(named('/nl/help')).toBe('/:lang/help');
    expect(named('/nl/be/help')).toBe('/nl/be/help');
  });

  it('leaves a route that is a rule already as it is', () => {
    expect(routeTemplate('/orders/:id', ['/orders/:id'])).toBe('/orders/:id');
    expect(routeTemplate('/docs/*', ['/docs/*'])).toBe('/docs/*');
  });

  it('never has more than 256 characters, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.webPath({ size: 'large' }), (path) => {
        const template = routeTemplate(`/${path}`);
        expect(template.length).toBeLessThanOrEqual(256);
        expect(routeTemplate(template)).toBe(template);
      }),
    );
  });

  it('names every path that a rule was made from by a rule', () => {
    const segment = fc.stringMatching(/^[\w.+()$^|-]{1,8}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.nat(3), (segments, at) => {
        const rule = `/${segments.map((each, index) => (index === at ? ':name' : each)).join('/')}`;
        expect(routeTemplate(`/${segments.join('/')}`, [rule])).toBe(rule);
      }),
    );
  });
});
