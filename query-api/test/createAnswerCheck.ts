import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Description } from '../src/docs/description.ts';

/** Says what is wrong with an answer by the API's own description; the empty text when nothing is. */
export type AnswerCheck = (path: string, method: string, status: number, answer: unknown) => string;

export function createAnswerCheck(description: Description): AnswerCheck {
  // OpenAPI knows keywords that JSON Schema does not, as `example`.
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ ...description, $id: 'api' });
  return (path, method, status, answer) => {
    const place = ['paths', path, method, 'responses', String(status), 'content', typeOf(status), 'schema'];
    const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    const validate = ajv.getSchema(`api#/${pointer.join('/')}`);
    if (validate === undefined) return `${method} ${path} is not said to answer ${status} with JSON`;
    return validate(answer) === true ? '' : ajv.errorsText(validate.errors);
  };
}

function typeOf(status: number): string {
  return status < 400 ? 'application/json' : 'application/problem+json';
}
