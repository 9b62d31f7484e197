/** What the engine's process tells the one that started it. */
export type EngineMessage =
  | { readonly type: 'listening'; readonly port: number }
  /** Its tables were exchanged for restored ones. */
  | { readonly type: 'restored' }
  | { readonly type: 'failed'; readonly message: string };

export function isEngineMessage(message: unknown): message is EngineMessage {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  if (message.type === 'listening') return 'port' in message && typeof message.port === 'number';
  if (message.type === 'restored') return true;
  return message.type === 'failed' && 'message' in message && typeof message.message === 'string';
}
