/**
 * What `make` makes, made when it is first asked for and then kept: a page's code can be there before what is
 * slow to make, such as ways to write numbers, is wanted.
 */
export function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
