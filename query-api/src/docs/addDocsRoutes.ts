import { readFile } from 'node:fs/promises';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { etag } from 'hono/etag';
import type { Description } from './description.ts';
import { renderDocs, SCRIPT_PATH, STYLE_PATH } from './renderDocs.ts';

/** Where people read what there is. */
export const DOCS_PATH = '/docs';

/** The folder `docs-page` beside this module; a bundle keeps a copy beside itself. */
const FOLDER = new URL('./docs-page/', import.meta.url);

const FILES = [
  { path: STYLE_PATH, file: 'docs.css', type: 'text/css; charset=utf-8' },
  { path: SCRIPT_PATH, file: 'docs.js', type: 'text/javascript; charset=utf-8' },
] as const;

/** The API's description as a page, made when it is first asked for. Without a token, as the description itself. */
export function addDocsRoutes(api: OpenAPIHono, describe: () => Description): void {
  let page: Promise<string> | undefined;
  const texts = new Map<string, Promise<string>>();

  for (const path of [DOCS_PATH, STYLE_PATH, SCRIPT_PATH]) api.use(path, etag({ weak: true }));

  api.get(DOCS_PATH, async (c) => {
    page ??= (async () => String(await renderDocs(describe())))();
    return c.html(await page, 200, { 'cache-control': 'no-cache' });
  });

  for (const { path, file, type } of FILES) {
    api.get(path, async (c) => {
      const text = texts.get(path) ?? readFile(new URL(file, FOLDER), 'utf8');
      texts.set(path, text);
      return c.body(await text, 200, { 'content-type': type, 'cache-control': 'no-cache' });
    });
  }
}
