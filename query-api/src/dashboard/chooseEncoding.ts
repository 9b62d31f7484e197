/**
 * The first of `offered` that an `Accept-Encoding` header takes; `undefined` when it takes none of them. Whether
 * the caller likes one better than another does not matter: the offer is in the order of size.
 */
export function chooseEncoding(header: string | undefined, offered: readonly string[]): string | undefined {
  const accepted = new Map(
    (header ?? '').split(',').map((part): [string, boolean] => {
      const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
      return [name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))];
    }),
  );
  return offered.find((encoding) => accepted.get(encoding) ?? accepted.get('*') ?? false);
}
