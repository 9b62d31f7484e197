/** What `attempt` resolves to; `undefined` when it fails or takes longer than `ms`. */
export async function within<Result>(ms: number, attempt: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([attempt, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
