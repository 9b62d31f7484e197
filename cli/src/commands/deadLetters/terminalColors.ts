import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours on a terminal that has them, and none where the output goes elsewhere. */
export function terminalColors(): Colors {
  // Given no answer, as a pipe gives none, picocolors asks the environment.
  return process.stdout.isTTY ? pc.createColors(pc.isColorSupported) : pc.createColors(false);
}
