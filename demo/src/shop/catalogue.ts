/** A product of the shop. */
export interface Product {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly priceCents: number;
}

const MATERIALS = ['Oak', 'Walnut', 'Steel', 'Linen', 'Wool', 'Ceramic', 'Cork', 'Brass', 'Glass', 'Bamboo'];
const THINGS = ['desk', 'lamp', 'chair', 'mug', 'blanket', 'shelf', 'clock', 'vase', 'tray', 'notebook'];
const USES = [
  'for quiet mornings',
  'for small rooms',
  'made to last',
  'for long evenings',
  'that folds away',
];

/** The same products on every start. */
export function createCatalogue(size = 200): readonly Product[] {
  return Array.from({ length: size }, (_, index) => {
    const material = MATERIALS[index % MATERIALS.length] ?? '';
    const thing = THINGS[Math.floor(index / MATERIALS.length) % THINGS.length] ?? '';
    const use = USES[index % USES.length] ?? '';
    return {
      id: index + 1,
      name: `${material} ${thing} no. ${index + 1}`,
      description: `A ${material.toLowerCase()} ${thing} ${use}, number ${index + 1} of our collection.`,
      priceCents: 900 + ((index * 7919) % 19_000),
    };
  });
}
