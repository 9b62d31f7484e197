/** 32 random hex digits. `crypto.randomUUID` exists on secure pages only, so it is not used. */
export const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
