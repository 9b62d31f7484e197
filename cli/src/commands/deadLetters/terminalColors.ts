import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours on a terminal that has them, and none where the output goes elsewhere. */
export function terminalColors(): Colors {
  return pc.createColors(process.stdout.isTTY && pc.isColorSupported);
}
