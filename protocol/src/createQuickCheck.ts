// oxlint-disable no-underscore-dangle -- `_zod` is where zod shows what a schema consists of
import { z } from 'zod';

type Check = (value: unknown) => boolean;

/**
 * A check that says of most values at once that they fit `schema` as they are: nothing in them is unknown, to be filled in or
 * changed. It takes a fraction of the time of `safeParse`. `false` says nothing: the value, or the schema, has something
 * that only `safeParse` can tell. For values as JSON gives them.
 */
export function createQuickCheck<Schema extends z.ZodType>(
  schema: Schema,
): (value: unknown) => value is z.output<Schema> {
  const check = toCheck(schema);
  return (value): value is z.output<Schema> => check(value);
}

const UNCERTAIN: Check = () => false;

function toCheck(schema: z.core.$ZodType): Check {
  if (schema instanceof z.ZodString) return stringCheck(schema);
  if (schema instanceof z.ZodNumber) return numberCheck(schema);
  if (schema instanceof z.ZodArray) return arrayCheck(schema);
  if (schema instanceof z.ZodOptional) return toCheck(schema.def.innerType);
  const refinement = refinementOf(schema);
  if (refinement === undefined) return ofKind(schema);
  if (refinement === UNCERTAIN) return UNCERTAIN;
  const check = ofKind(schema);
  return (value) => check(value) && refinement(value);
}

/** Of schemas whose checks {@link refinementOf} looks into. */
function ofKind(schema: z.core.$ZodType): Check {
  if (schema instanceof z.ZodDiscriminatedUnion) return discriminatedCheck(schema);
  if (schema instanceof z.ZodUnion) return unionCheck(schema);
  if (schema instanceof z.ZodTuple) return tupleCheck(schema);
  if (schema instanceof z.ZodRecord) return recordCheck(schema);
  if (schema instanceof z.ZodObject) return objectCheck(schema);
  if (schema instanceof z.ZodBoolean) return (value) => typeof value === 'boolean';
  if (schema instanceof z.ZodUnknown) return () => true;
  if (schema instanceof z.ZodEnum) return oneOf(schema.options);
  if (schema instanceof z.ZodLiteral) return oneOf([...schema.values]);
  return UNCERTAIN;
}

/** What is checked beside the kind of value; nothing when nothing is. */
function refinementOf(schema: z.core.$ZodType): Check | undefined {
  const predicates: ((value: unknown) => unknown)[] = [];
  for (const check of schema._zod.def.checks ?? []) {
    // Other checks may change the value.
    if (!(check instanceof z.ZodCustom)) return UNCERTAIN;
    predicates.push(check.def.fn);
  }
  if (predicates.length === 0) return undefined;
  return (value) => predicates.every((holds) => holds(value) === true);
}

function oneOf(values: readonly unknown[]): Check {
  const allowed = new Set(values);
  return (value) => allowed.has(value);
}

function stringCheck({ def }: z.ZodString): Check {
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  let pattern: RegExp | undefined;
  for (const check of def.checks ?? []) {
    if (check instanceof z.core.$ZodCheckMinLength) least = Math.max(least, check._zod.def.minimum);
    else if (check instanceof z.core.$ZodCheckMaxLength) most = Math.min(most, check._zod.def.maximum);
    else if (check instanceof z.core.$ZodCheckRegex && pattern === undefined)
      pattern = check._zod.def.pattern;
    else return UNCERTAIN;
  }
  const isLongEnough: Check = (value) =>
    typeof value === 'string' && value.length >= least && value.length <= most;
  if (pattern === undefined) return isLongEnough;
  const fits = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  return (value) => typeof value === 'string' && isLongEnough(value) && fits.test(value);
}

function numberCheck({ def }: z.ZodNumber): Check {
  let [least, over, most] = [-Number.MAX_VALUE, Number.NEGATIVE_INFINITY, Number.MAX_VALUE];
  let isInteger = false;
  for (const check of def.checks ?? []) {
    if (check instanceof z.core.$ZodCheckGreaterThan) {
      const { value, inclusive } = check._zod.def;
      if (inclusive) least = Math.max(least, Number(value));
      else over = Math.max(over, Number(value));
    } else if (check instanceof z.core.$ZodCheckLessThan && check._zod.def.inclusive) {
      most = Math.min(most, Number(check._zod.def.value));
    } else if (check instanceof z.core.$ZodCheckNumberFormat && check._zod.def.format === 'safeint') {
      isInteger = true;
    } else return UNCERTAIN;
  }
  const isWithin = (value: number) => value >= least && value > over && value <= most;
  return isInteger
    ? (value) => typeof value === 'number' && Number.isSafeInteger(value) && isWithin(value)
    : (value) => typeof value === 'number' && isWithin(value);
}

function arrayCheck({ def }: z.ZodArray): Check {
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  for (const check of def.checks ?? []) {
    if (check instanceof z.core.$ZodCheckMinLength) least = Math.max(least, check._zod.def.minimum);
    else if (check instanceof z.core.$ZodCheckMaxLength) most = Math.min(most, check._zod.def.maximum);
    else return UNCERTAIN;
  }
  const element = def.element instanceof z.ZodUnknown ? undefined : toCheck(def.element);
  return (value) =>
    Array.isArray(value) &&
    value.length >= least &&
    value.length <= most &&
    (element === undefined || value.every((part) => element(part)));
}

function objectCheck(schema: z.ZodObject): Check {
  if (schema.def.catchall !== undefined) return UNCERTAIN;
  const fields = new Map<string, { readonly check: Check; readonly required: 0 | 1 }>();
  let required = 0;
  for (const [name, field] of Object.entries(schema.shape)) {
    const isRequired = !(field instanceof z.ZodOptional);
    if (isRequired) required += 1;
    fields.set(name, { check: toCheck(field), required: isRequired ? 1 : 0 });
  }
  return (value) => {
    if (!isRecord(value) || Array.isArray(value)) return false;
    let found = 0;
    for (const name in value) {
      const field = fields.get(name);
      if (field === undefined || !field.check(value[name])) return false;
      found += field.required;
    }
    return found === required;
  };
}

function recordCheck({ def }: z.ZodRecord): Check {
  // Names of other kinds may have to be there, or be no texts to zod.
  if (!(def.keyType instanceof z.ZodString)) return UNCERTAIN;
  const isName = toCheck(def.keyType);
  const isPart = toCheck(def.valueType);
  return (value) => {
    if (!isRecord(value) || Array.isArray(value)) return false;
    for (const name in value) {
      // Which zod leaves out.
      if (name === '__proto__' || !isName(name) || !isPart(value[name])) return false;
    }
    return true;
  };
}

function tupleCheck({ def }: z.ZodTuple): Check {
  if (def.rest !== null || def.items.some((item) => item instanceof z.ZodOptional)) return UNCERTAIN;
  const checks = def.items.map(toCheck);
  return (value) =>
    Array.isArray(value) &&
    value.length === checks.length &&
    checks.every((check, index) => check(value[index]));
}

function unionCheck({ def }: z.ZodUnion): Check {
  const kinds = new Set(def.options.map(plainKindOf));
  // The first option that takes a value may change it, although a later one would not: only one may ever take it.
  if (kinds.has(undefined) || kinds.size < def.options.length) return UNCERTAIN;
  const checks = def.options.map(toCheck);
  return (value) => checks.some((check) => check(value));
}

/** The kind of the values that a schema takes, when it is as plain as that. */
function plainKindOf(schema: z.core.$ZodType): string | undefined {
  const isPlain =
    schema instanceof z.ZodString || schema instanceof z.ZodNumber || schema instanceof z.ZodBoolean;
  return isPlain && schema.def.coerce !== true ? schema.def.type : undefined;
}

function discriminatedCheck(schema: z.ZodDiscriminatedUnion): Check {
  const { discriminator, options } = schema.def;
  const checks = new Map<unknown, Check>();
  for (const option of options) {
    for (const value of option._zod.propValues?.[discriminator] ?? []) checks.set(value, toCheck(option));
  }
  return (value) => isRecord(value) && (checks.get(value[discriminator]) ?? UNCERTAIN)(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
