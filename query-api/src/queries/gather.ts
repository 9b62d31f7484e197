/** The items by their keys, each in the order in which it came. */
export function gather<Item, Key>(
  items: Iterable<Item>,
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const gathered = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const alike = gathered.get(key);
    if (alike === undefined) gathered.set(key, [item]);
    else alike.push(item);
  }
  return gathered;
}
