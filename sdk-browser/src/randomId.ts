/** A random id of 128 bits. `crypto.randomUUID` exists on secure pages only, so it is not used. */
export const randomId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
