/**
 * Remembers what is found of each object, as long as that object is there: a reading never changes
 * once it is made.
 */
export function remembered<T extends object, R>(find: (of: T) => R) {
  const known = new WeakMap<T, { found: R }>();
  return (of: T): R => {
    let entry = known.get(of);
    if (!entry) {
      entry = { found: find(of) };
      known.set(of, entry);
    }
    return entry.found;
  };
}
