import type { EventOf } from '@paceline/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitrarySign } from '../../test/arbitraryEvent.ts';
import { pageResources, toPageWeight } from './pageResources.ts';

type Types = EventOf<'page-resources'>['types'];

const at = Date.UTC(2026, 0, 1);
const aPage = (types: Types): EventOf<'page-resources'> => ({
  type: 'page-resources',
  at,
  inlineCriticalBytes: 10,
  types,
});
const byMetric = (types: Types) =>
  Object.fromEntries(pageResources(aPage(types)).map(({ metric, value }) => [metric, value]));
const nothing = {
  type: 'page-weight',
  at,
  inlineCriticalBytes: 10,
  scriptBytes: 0,
  styleBytes: 0,
  fontBytes: 0,
  imageBytes: 0,
  thirdPartyBytes: 0,
  modernImages: 0,
  legacyImages: 0,
  renderBlocking: 0,
  uncompressedBytes: 0,
};

describe('toPageWeight', () => {
  const shared = { thirdPartyBytes: 30, renderBlocking: 4 };
  it.each([
    ['text/javascript .js script', { ...shared, scriptBytes: 100, uncompressedBytes: 50 }],
    ['undefined .css link', { ...shared, styleBytes: 100, uncompressedBytes: 50 }],
    ['font/woff2 .woff2 css', { ...shared, fontBytes: 100 }],
    ['image/webp .png img', { ...shared, imageBytes: 100, modernImages: 6 }],
    ['image/png .png css', { ...shared, imageBytes: 100, legacyImages: 6 }],
    ['image/svg+xml .svg css', { ...shared, imageBytes: 100, modernImages: 6, uncompressedBytes: 50 }],
    ['image/x-icon .ico other', { ...shared, imageBytes: 100 }],
    ['text/html  link', {}],
    ['video/mp4 .mp4 video', {}],
  ])('counts resources of the sign "%s" where they belong', (sign, weight) => {
    expect(toPageWeight(aPage({ [sign]: [6, 100, 50, 4, 30] }))).toEqual({ ...nothing, ...weight });
  });

  it('adds up the signs of one kind, and keeps when and where', () => {
    const types: Types = {
      'text/javascript .js script': [3, 100, 10, 1, 5],
      'undefined .mjs link': [1, 20, 0, 0, 0],
      'text/css .css link': [1, 7, 0, 1, 0],
    };
    const where = { route: '/orders/:id', weight: 4, attributes: { blocking: 'shop.example/a.js' } };
    expect(toPageWeight({ ...aPage(types), ...where })).toEqual({
      ...nothing,
      ...where,
      scriptBytes: 120,
      styleBytes: 7,
      thirdPartyBytes: 5,
      renderBlocking: 2,
      uncompressedBytes: 10,
    });
  });

  it('never makes more of the resources than the page told', () => {
    // So small that the sums are exact.
    const figure = fc.nat({ max: 1_000_000_000 });
    const figures = fc.tuple(figure, figure, figure, figure, figure);
    fc.assert(
      fc.property(fc.dictionary(arbitrarySign, figures, { maxKeys: 200 }), (types) => {
        const sumOf = (index: 0 | 1 | 2 | 3 | 4) =>
          Object.values(types).reduce((sum, all) => sum + all[index], 0);
        const weight = toPageWeight(aPage(types));
        const { scriptBytes, styleBytes, fontBytes, imageBytes } = weight;
        expect(weight.modernImages + weight.legacyImages).toBeLessThanOrEqual(sumOf(0));
        expect(scriptBytes + styleBytes + fontBytes + imageBytes).toBeLessThanOrEqual(sumOf(1));
        expect(weight.uncompressedBytes).toBeLessThanOrEqual(sumOf(2));
        expect(weight.renderBlocking).toBeLessThanOrEqual(sumOf(3));
        expect(weight.thirdPartyBytes).toBeLessThanOrEqual(sumOf(4));
      }),
    );
  });
});

describe('pageResources', () => {
  it('gives the metrics of a page that tells its weight', () => {
    const types: Types = {
      'text/javascript .js script': [4, 300, 40, 1, 20],
      'text/css .css link': [1, 100, 0, 1, 0],
      'font/woff2 .woff2 css': [1, 50, 0, 0, 50],
      'image/webp .webp img': [3, 700, 0, 0, 0],
      'image/png .png img': [1, 200, 200, 0, 0],
      'text/html  link': [1, 5000, 5000, 0, 5000],
    };
    expect(byMetric(types)).toEqual({
      'page.code_bytes': 400,
      'page.script_bytes': 300,
      'page.style_bytes': 100,
      'page.font_bytes': 50,
      'page.image_bytes': 900,
      'page.inline_critical_bytes': 10,
      'page.third_party_bytes': 70,
      'page.render_blocking': 2,
      'page.uncompressed_bytes': 40,
      'page.modern_image_share': 0.75,
    });
  });

  it('tells zeros of a page without resources, but no share of its images', () => {
    expect(byMetric({})).toEqual({
      'page.code_bytes': 0,
      'page.script_bytes': 0,
      'page.style_bytes': 0,
      'page.font_bytes': 0,
      'page.image_bytes': 0,
      'page.inline_critical_bytes': 10,
      'page.third_party_bytes': 0,
      'page.render_blocking': 0,
      'page.uncompressed_bytes': 0,
    });
  });
});
