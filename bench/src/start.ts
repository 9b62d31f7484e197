import { rounded } from './rounded.ts';
import { startPlatform } from './runningPlatform.ts';

/** Starts the platform on an empty folder as its user does, until it prints that it is ready, and weighs its processes. */
export async function benchStart({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const rounds = quick ? 1 : 5;
  const seconds: number[] = [];
  let memory: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    const platform = await startPlatform();
    seconds.push(platform.readySeconds);
    for (const [name, mb] of Object.entries(platform.memoryMb()))
      memory = { ...memory, [name]: Math.max(memory[name] ?? 0, mb) };
    await platform.stop();
  }
  seconds.sort((a, b) => a - b);
  const sizes = Object.entries(memory);
  return {
    readySeconds: rounded(seconds[Math.floor(seconds.length / 2)] ?? Number.NaN),
    worstReadySeconds: rounded(seconds.at(-1) ?? Number.NaN),
    largestProcessRssMb: rounded(Math.max(...sizes.map(([, mb]) => mb))),
    totalRssMb: rounded(sizes.reduce((sum, [, mb]) => sum + mb, 0)),
    ...Object.fromEntries(sizes.map(([name, mb]) => [`${name}RssMb`, rounded(mb)])),
  };
}
