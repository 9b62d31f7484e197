/** Id of a product that somebody asks for: a few are asked for most of the time, as in every shop. */
export function popularProduct(random: () => number, products: number): number {
  return 1 + Math.floor(products * random() ** 4);
}
