import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { toContract } from '../scripts/toContract.ts';
import { type Answer, ENDPOINTS, type Question } from '../src/client/index.ts';
import { METHODS } from '../src/docs/description.ts';
import type * as responses from '../src/responses.ts';
import { aDescription } from './aDescription.ts';
import { createAnswerCheck } from './createAnswerCheck.ts';

/** What is the same however a file is formatted. */
const withoutLayout = (text: string) => text.replaceAll(/[^\w:?<>{}[\]]/g, '');

describe('the description of the API', async () => {
  const description = await aDescription();
  const operations = Object.entries(description.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );

  it('is a valid OpenAPI document', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone({ ...description }));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it('has every endpoint that the client knows, under its name, and no other', () => {
    const described = operations.map(({ method, path, operation }) => [
      operation.operationId,
      { method, path },
    ]);
    expect(Object.fromEntries(described)).toEqual(ENDPOINTS);
  });

  it('is what the types of the client were made from; query-api/scripts/writeContract.ts makes them anew', async () => {
    const committed = await readFile(new URL('../src/client/contract.ts', import.meta.url), 'utf8');
    expect(withoutLayout(committed) === withoutLayout(toContract(description))).toBe(true);
  });

  it('has an example of every answer that is JSON, and each is as the schema says', () => {
    const check = createAnswerCheck(description);
    for (const { method, path, operation } of operations) {
      const answer = operation.responses?.['200']?.content?.['application/json'];
      if (answer === undefined) continue;
      expect(answer.example, operation.operationId).toBeDefined();
      expect(check(path, method, 200, answer.example), operation.operationId).toBe('');
    }
  });

  it('has every operation under a heading, with a sentence, and says what each parameter is', () => {
    for (const { operation } of operations) {
      expect(operation.tags, operation.operationId).toHaveLength(1);
      expect(operation.summary, operation.operationId).toMatch(/\w/);
      for (const parameter of operation.parameters ?? []) {
        expect(JSON.stringify(parameter), operation.operationId).toContain('"description"');
      }
    }
  });
});

it('gives the client the very types of the schemas', () => {
  expectTypeOf<Answer<'summary'>>().branded.toEqualTypeOf<responses.Summary>();
  expectTypeOf<Answer<'series'>>().toEqualTypeOf<responses.Series>();
  expectTypeOf<Answer<'budgets'>>().toEqualTypeOf<responses.Budgets>();
  expectTypeOf<Answer<'alerts'>>().toEqualTypeOf<responses.Alerts>();
  expectTypeOf<Answer<'ledger'>>().toEqualTypeOf<responses.Ledger>();
  expectTypeOf<Answer<'apps'>>().toEqualTypeOf<responses.Apps>();
  expectTypeOf<Answer<'metrics'>>().toEqualTypeOf<responses.Metrics>();
  expectTypeOf<Answer<'dimensionValues'>>().toEqualTypeOf<responses.DimensionValues>();
  expectTypeOf<Answer<'session'>>().toEqualTypeOf<responses.SignedIn>();
  expectTypeOf<Answer<'readiness'>>().toEqualTypeOf<responses.Probe>();
  expectTypeOf<Answer<'signOut'>>().toEqualTypeOf<null>();
  expectTypeOf<Question<'signIn'>['body']>().toEqualTypeOf<{
    token: string;
    remember?: boolean | undefined;
  }>();
});
