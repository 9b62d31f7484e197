import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { describe, expect, it } from 'vitest';
import { secured } from '../routes/routeParts.ts';
import { assertSecured } from './assertSecured.ts';

const responses = { 200: { description: 'fine' } };

describe('assertSecured', () => {
  it('takes routes that say which scope they need, and whatever lies elsewhere', () => {
    const api = new OpenAPIHono();
    api.use('/api/v1/*', (_, next) => next());
    api.openapi(createRoute({ ...secured('read'), path: '/api/v1/things/{id}', responses }), (c) =>
      c.text(c.var.apps.names.join()),
    );
    api.openapi(
      createRoute({ ...secured('delete'), method: 'delete', path: '/api/v1/things', responses }),
      (c) => c.text(c.var.caller.name),
    );
    api.get('/healthz', (c) => c.text('fine'));
    expect(() => assertSecured(api, '/api/v1/')).not.toThrow();
  });

  it('names a route that says nothing', () => {
    const api = new OpenAPIHono();
    api.openapi(createRoute({ method: 'get', path: '/api/v1/open', responses }), (c) => c.text('fine'));
    expect(() => assertSecured(api, '/api/v1/')).toThrow(
      'GET /api/v1/open does not say which scope it needs',
    );
  });

  it('names a route that is not described at all, also beside one of another method', () => {
    const api = new OpenAPIHono();
    api.openapi(createRoute({ ...secured('read'), path: '/api/v1/things', responses }), (c) =>
      c.text('fine'),
    );
    api.post('/api/v1/things', (c) => c.text('fine'));
    expect(() => assertSecured(api, '/api/v1/')).toThrow('POST /api/v1/things does not say');
  });
});
