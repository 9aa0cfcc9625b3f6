export const ROLES = ['customer', 'support', 'admin'] as const;
export type Role = (typeof ROLES)[number];
