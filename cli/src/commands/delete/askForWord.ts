import { createInterface } from 'node:readline';

/** Whether somebody types this word in answer to a question. An input that ends has not typed it. */
export async function askForWord(
  word: string,
  {
    question,
    input,
    output,
  }: {
    readonly question: string;
    readonly input: NodeJS.ReadableStream;
    readonly output: { write(text: string): unknown };
  },
): Promise<boolean> {
  output.write(question);
  // Not in its terminal mode, in which Ctrl-C would end the question and not the command.
  const lines = createInterface({ input, terminal: false });
  try {
    const answer = await lines[Symbol.asyncIterator]().next();
    return answer.done !== true && answer.value.trim() === word;
  } finally {
    lines.close();
  }
}
