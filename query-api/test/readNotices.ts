/** Reads a `text/event-stream` in the background, so that tests can wait for what arrives. */
export function readNotices(response: Response) {
  const notices: { readonly app: string; readonly storedEvents: number; readonly newestStoredAt: number }[] =
    [];
  let text = '';
  let hasEnded = false;
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();

  async function read(): Promise<void> {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) break;
      text += decoder.decode(value, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [event, line] = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        if (event === 'event: stored') notices.push(JSON.parse(line?.slice('data: '.length) ?? ''));
      }
    }
  }
  const ended = read()
    .catch(() => undefined)
    .finally(() => {
      hasEnded = true;
    });

  return {
    notices,
    hasEnded: () => hasEnded,
    ended,
    async leave(): Promise<void> {
      await reader?.cancel();
    },
  };
}
