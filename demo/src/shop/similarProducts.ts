import type { Paceline } from '@paceline/sdk-node';
import type { Product } from './catalogue.ts';

/** Words, hashed into this many dimensions. */
const DIMENSIONS = 256;

/** Passes of training that the demand model makes when it is first asked. */
const EPOCHS = 60;

export interface SimilarProducts {
  /** Products whose descriptions are closest to that of `product` (cosine similarity). */
  closest(product: Product, count: number): Promise<readonly Product[]>;
  /** Probability, 0 to 1, that a visitor who looks at `product` buys it; a small logistic regression, trained when first asked. */
  demand(product: Product): Promise<number>;
}

/** A vector index and a model small enough for a demo, and real: both compute what they say. */
export function createSimilarProducts({
  products,
  paceline,
}: {
  products: readonly Product[];
  paceline: Paceline;
}): SimilarProducts {
  const vectors = products.map(({ description }) => embed(description));
  let weights: Float64Array | undefined;
  return {
    closest: (product, count) =>
      paceline.timeVectorSearch('products', async () => {
        const wanted = embed(product.description);
        return products
          .map((candidate, index) => ({ candidate, similarity: dot(wanted, vectors[index] ?? wanted) }))
          .filter(({ candidate }) => candidate.id !== product.id)
          .toSorted((a, b) => b.similarity - a.similarity)
          .slice(0, count)
          .map(({ candidate }) => candidate);
      }),
    demand: (product) =>
      paceline.timeInference(
        'demand',
        async () => {
          weights ??= train(products, vectors);
          return sigmoid(dot(weights, embed(product.description)));
        },
        { coldStart: weights === undefined },
      ),
  };
}

function embed(text: string): Float64Array {
  const vector = new Float64Array(DIMENSIONS);
  for (const word of text.toLowerCase().split(/\W+/)) {
    let hash = 0;
    for (const letter of word) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
    vector[hash % DIMENSIONS] = (vector[hash % DIMENSIONS] ?? 0) + 1;
  }
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Cheap things sell: the label that the model learns from the descriptions. */
function train(products: readonly Product[], vectors: readonly Float64Array[]): Float64Array {
  const weights = new Float64Array(DIMENSIONS);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    products.forEach(({ priceCents }, row) => {
      const vector = vectors[row];
      if (vector === undefined) return;
      const error = (priceCents < 8_000 ? 1 : 0) - sigmoid(dot(weights, vector));
      for (let index = 0; index < DIMENSIONS; index += 1) {
        weights[index] = (weights[index] ?? 0) + 0.5 * error * (vector[index] ?? 0);
      }
    });
  }
  return weights;
}
