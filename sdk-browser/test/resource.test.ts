import { describe, expect, it } from 'vitest';
import { isModernImage, resourceKind } from '../src/resource.ts';

const entry = (name: string, initiatorType: string, contentType?: string) =>
  ({ name: `https://a.example${name}`, initiatorType, contentType }) as PerformanceResourceTiming;

describe('resourceKind', () => {
  it.each([
    ['/app.js?v=2', 'script', undefined, 'script'],
    ['/chunk.mjs', 'link', undefined, 'script'],
    ['/tag', 'script', undefined, 'script'],
    ['/css2?family=Inter', 'link', undefined, 'style'],
    ['/main.css', 'link', undefined, 'style'],
    ['/inter.woff2', 'css', undefined, 'font'],
    ['/bg.PNG', 'css', undefined, 'image'],
    ['/photo?w=200', 'img', undefined, 'image'],
    ['/photo.jpg', 'img', 'image/avif', 'image'],
    ['/unknown', 'css', undefined, undefined],
    ['/film.mp4', 'video', undefined, undefined],
  ])('takes %s of %s (%s) for %s', (name, initiator, contentType, kind) => {
    expect(resourceKind(entry(name, initiator, contentType))).toBe(kind);
  });
});

describe('isModernImage', () => {
  it.each([
    ['/a.webp', undefined, true],
    ['/a.svg', undefined, true],
    ['/a.jpeg', undefined, false],
    ['/a.jpeg', 'image/avif', true],
    ['/a', undefined, undefined],
  ])('of %s (%s) is %s', (name, contentType, modern) => {
    expect(isModernImage(entry(name, 'img', contentType))).toBe(modern);
  });
});
