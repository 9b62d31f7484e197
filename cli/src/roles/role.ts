/** What one process can be. Several roles may share a process. */
export const ROLES = ['collector', 'worker', 'api'] as const;
export type Role = (typeof ROLES)[number];

export function isRole(word: string): word is Role {
  return ROLES.some((role) => role === word);
}
