import { connect } from 'node:net';
import { type Answer, readAnswers } from './readAnswers.ts';
import type { RawInput } from './rawInput.ts';

/** What was heard on a connection until it ended. */
export interface Heard {
  readonly answers: readonly Answer[];
  readonly faults: readonly string[];
}

/** A sender that heard nothing for so long goes; nothing is concluded from it. */
const SILENCE_MS = 25;
/** A collector that leaves a connection open for so long, although its sender has gone or never completes a request, hangs. */
const MOST_OPEN_MS = 20_000;

/** Opens a connection, writes the input, and leaves as it says. */
export function sendRaw(port: number, { pieces, leaving, answers: expected }: RawInput): Promise<Heard> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let received = '';
    let silence: NodeJS.Timeout | undefined;
    let isRefused = false;
    const isHead = pieces.join('').trimStart().startsWith('HEAD ');
    const faults: string[] = [];
    const tooLong = setTimeout(() => {
      faults.push(`the connection was still open after ${MOST_OPEN_MS} ms`);
      socket.destroy();
    }, MOST_OPEN_MS);

    const leaveWhenSilent = () => {
      if (leaving !== 'when-silent') return;
      clearTimeout(silence);
      silence = setTimeout(() => {
        if (expected === undefined || readAnswers(received).answers.length >= expected) socket.end();
      }, SILENCE_MS);
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      // One answer is all there is to hear, most of the time.
      if (expected === undefined && leaving === 'when-silent' && isWhole(received)) socket.end();
      else leaveWhenSilent();
    });
    // A connection that the collector cuts is one of its answers; one that it does not take is not.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      isRefused ||= error.code === 'ECONNREFUSED';
    });
    socket.on('close', () => {
      clearTimeout(silence);
      clearTimeout(tooLong);
      const { answers, isHttp } = readAnswers(received);
      if (isRefused) faults.push('the connection was refused');
      if (!isHttp) faults.push(`what was answered is not HTTP: ${JSON.stringify(received.slice(0, 300))}`);
      if (expected !== undefined && answers.length !== expected) {
        faults.push(`${expected} requests on one connection had ${answers.length} answers`);
      }
      resolve({
        answers: isHead ? answers.map((answer) => ({ ...answer, body: undefined })) : answers,
        faults,
      });
    });

    const write = (index: number) => {
      const piece = pieces[index];
      if (socket.destroyed) return;
      if (piece !== undefined) {
        socket.write(piece, 'latin1', () => setImmediate(write, index + 1));
      } else if (leaving === 'half-close') socket.end();
      else if (leaving === 'destroy') socket.destroy();
      else leaveWhenSilent();
    };
    socket.on('connect', () => write(0));
  });
}

function isWhole(received: string): boolean {
  const [answer] = readAnswers(received).answers;
  return answer?.body !== undefined;
}
