import { describe, expect, it } from 'vitest';
import { resourceTraitsOf } from './resourceTraitsOf.ts';

describe('resourceTraitsOf', () => {
  it.each([
    // Content type, extension and initiator agree.
    ['text/javascript .js script', 'script'],
    ['text/css .css link', 'style'],
    ['font/woff2 .woff2 css', 'font'],
    ['image/webp .webp img', 'image'],
    // The content type knows better than the extension, and that better than the initiator.
    ['text/javascript .js link', 'script'],
    ['application/javascript .mjs link', 'script'],
    ['text/javascript .php script', 'script'],
    ['text/css .php link', 'style'],
    ['text/css .scss other', 'style'],
    ['text/css null css', 'style'],
    ['image/svg+xml .svg css', 'image'],
    ['image/png .png css', 'image'],
    ['image/avif .jpg link', 'image'],
    ['image/x-icon .ico other', 'image'],
    ['image/png .js script', 'image'],
    ['application/vnd.ms-fontobject .eot css', 'font'],
    ['application/octet-stream .woff2 css', 'font'],
    ['application/octet-stream .otf link', 'font'],
    ['application/octet-stream .png css', 'image'],
    ['application/octet-stream .js link', 'script'],
    ['application/octet-stream .css link', 'style'],
    // The initiator says it where nothing else does.
    ['text/html  script', 'script'],
    ['text/html  img', 'image'],
    ['  img', 'image'],
    ['undefined null image', 'image'],
    ['null undefined script', 'script'],
    // Browsers that do not tell the type, and sites that do not let them.
    ['undefined .css link', 'style'],
    ['undefined .css css', 'style'],
    ['undefined .js script', 'script'],
    ['undefined .js link', 'script'],
    ['undefined .mjs other', 'script'],
    ['undefined .woff2 link', 'font'],
    ['undefined .ttf css', 'font'],
    ['undefined .svg link', 'image'],
    ['undefined .ico other', 'image'],
    ['undefined .jxl css', 'image'],
    ['undefined null link', 'style'],
    ['null null link', 'style'],
    [' null link', 'style'],
    ['  link', 'style'],
    [' .php link', 'style'],
    // Nobody has to write in lower case.
    ['Text/CSS .CSS Link', 'style'],
    ['IMAGE/PNG .PNG IMG', 'image'],
  ])('takes "%s" for a resource of the kind %s', (sign, kind) => {
    expect(resourceTraitsOf(sign)?.kind).toBe(kind);
  });

  it.each([
    'text/html  link',
    'text/html .html link',
    'text/html null other',
    'application/json .json link',
    'application/manifest+json .webmanifest link',
    'application/octet-stream null css',
    'application/wasm .wasm other',
    'video/mp4 .mp4 video',
    'undefined .mp3 audio',
    'undefined .json other',
    'undefined .jsx other',
    'undefined null css',
    ' null css',
    '  ',
    '',
    'link',
    '__proto__',
  ])('takes "%s" for none of the kinds', (sign) => {
    expect(resourceTraitsOf(sign)).toBeUndefined();
  });

  it.each([
    ['image/webp .webp img', true],
    ['image/webp .png img', true],
    ['image/avif .jpg img', true],
    ['image/svg+xml .svg css', true],
    ['image/jxl null img', true],
    ['undefined .webp css', true],
    ['image/png .png img', false],
    ['image/jpeg .webp img', false],
    ['image/jpg .jpg img', false],
    ['image/gif null img', false],
    ['image/bmp .bmp img', false],
    ['undefined .jpeg css', false],
    ['image/x-icon .ico other', undefined],
    ['image/heic .heic img', undefined],
    ['undefined null img', undefined],
    ['text/javascript .js script', undefined],
    ['font/woff2 .woff2 css', undefined],
  ])('takes the format of "%s" for modern: %s', (sign, isModern) => {
    expect(resourceTraitsOf(sign)?.isModern).toBe(isModern);
  });

  it.each([
    ['text/javascript .js script', true],
    ['text/css .css link', true],
    [' null link', true],
    ['image/svg+xml .svg img', true],
    ['undefined .svg css', true],
    ['image/png .svg img', false],
    ['image/webp .webp img', false],
    ['undefined null img', false],
    ['font/woff2 .woff2 css', false],
    ['undefined .ttf css', false],
  ])('takes "%s" for text: %s', (sign, isText) => {
    expect(resourceTraitsOf(sign)?.isText).toBe(isText);
  });
});
