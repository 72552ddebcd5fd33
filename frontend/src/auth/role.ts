/** What an operator may do, as the API holds it; each role may do what those before it may. */
const ROLES = ["viewer", "operator", "admin"] as const;

export type Role = (typeof ROLES)[number];

/** Whether `role` is at least `least`. */
export function may(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** The highest of the roles among these, such as the groups that a token names; the least where none is. */
export function highestRole(names: unknown): Role {
  const held = Array.isArray(names) ? names : [names];
  return ROLES.findLast((role) => held.includes(role)) ?? "viewer";
}
