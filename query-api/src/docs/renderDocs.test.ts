import { describe, expect, it } from 'vitest';
import type { Description } from './description.ts';
import { renderDocs } from './renderDocs.ts';

const problem = {
  description: 'A parameter is wrong',
  content: { 'application/problem+json': { schema: { type: 'object' } } },
} as const;

const DESCRIPTION: Description = {
  openapi: '3.1.0',
  info: { title: 'An <API>', version: '1', description: 'Says `null` at /api/v1/cats & dogs' },
  tags: [{ name: 'Pets', description: 'All of them' }],
  components: {
    schemas: {
      Cat: {
        type: 'object',
        description: 'One cat',
        properties: {
          name: { type: 'string', description: 'As called' },
          born: { type: ['string', 'null'], format: 'date-time' },
          colours: { type: 'array', items: { enum: ['black', 'white'], type: 'string' } },
          kittens: { type: 'array', items: { $ref: '#/components/schemas/Cat' } },
          toys: { type: 'object', additionalProperties: { type: 'integer' } },
          bed: { type: 'object', properties: { width: { type: 'number' } }, required: ['width'] },
        },
        required: ['name'],
      },
    },
  },
  paths: {
    '/api/v1/cats/{name}': {
      get: {
        operationId: 'cat',
        tags: ['Pets'],
        summary: 'Looks for a cat',
        security: [{ bearer: ['read'] }, { session: ['read'] }],
        parameters: [
          { name: 'name', in: 'path', required: true, schema: { type: 'string', example: 'Tom & co' } },
          { name: 'in', in: 'query', required: true, schema: { type: 'string', example: 'a,b c' } },
          { name: 'by', in: 'query', schema: { type: 'string', description: '"quick" or <slow>' } },
        ],
        responses: {
          200: {
            description: 'It',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Cat' },
                example: { name: '</code><script>alert(1)</script>' },
              },
            },
          },
          400: problem,
        },
      },
      put: {
        operationId: 'feed',
        summary: 'Feeds it',
        security: [],
        requestBody: {
          content: { 'application/json': { schema: { type: 'object' }, example: { fish: 1 } } },
        },
        responses: { 204: { description: 'Fed' } },
      },
    },
  },
};

describe('renderDocs', async () => {
  const page = String(await renderDocs(DESCRIPTION));

  it('shows every operation under its heading, and what has none under another', () => {
    const headings = [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);
    expect(headings).toEqual(['Pets', 'Others', 'Schemas', 'Pets', 'Others', 'Schemas']);
    expect(page).toMatch(/id="cat"[\s\S]*id="feed"[\s\S]*id="schema-Cat"/);
    expect(page).toContain('href="#feed"');
  });

  it('writes examples as lines for a shell', () => {
    expect(page).toContain(
      'curl -H &quot;Authorization: Bearer $TOKEN&quot; &quot;$PACELINE/api/v1/cats/Tom%20%26%20co?in=a,b%20c&quot;',
    );
    expect(page).toContain(
      'curl -X PUT --json &#39;{&quot;fish&quot;:1}&#39; &quot;$PACELINE/api/v1/cats/name&quot;',
    );
  });

  it('says what values may be, and leads to schemas', () => {
    const text = page.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
    expect(text).toContain('time (ISO 8601) or null');
    expect(text).toContain('list of &quot;black&quot; | &quot;white&quot;');
    expect(text).toContain('object of whole number by name');
    expect(text).toContain('born time (ISO 8601) or null may be absent');
    expect(page).toMatch(/list of\s+<a href="#schema-Cat">Cat<\/a>/);
    expect(text).toContain('Needs a token or a session with the scope read.');
    expect(text).toContain('Needs no token.');
    expect(page).toMatch(/bed[\s\S]*class="fields"[\s\S]*width/);
  });

  it('lets nothing of the description be taken for a part of the page', () => {
    expect(page).not.toMatch(/<script>|<slow>|An <API>/);
    expect(page).toContain('An &lt;API&gt;');
    expect(page).toContain('&lt;script&gt;alert(1)');
  });

  it('has no script and no style of its own, and asks nobody else for any', () => {
    expect([...page.matchAll(/<script[^>]*>/g)].map(([tag]) => tag)).toEqual([
      '<script type="module" src="/docs/docs.js">',
    ]);
    expect(page).not.toMatch(/<style|style=|\son\w+=|https?:\/\/(?!localhost)/);
  });
});
