import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours on a terminal that has them, and none where the output goes elsewhere. */
export function terminalColors(): Colors {
  // `isTTY` is not there at all on a pipe, and `undefined` means "as the environment asks" to picocolors.
  return pc.createColors(Boolean(process.stdout.isTTY) && pc.isColorSupported);
}
