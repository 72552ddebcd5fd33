const ISSUER = "HomeWork";

/** What authenticator apps open: https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function otpauthUri(username: string, key: string): string {
  const label = `${encodeURIComponent(ISSUER)}:${encodeURIComponent(username)}`;
  return `otpauth://totp/${label}?${new URLSearchParams({ secret: key, issuer: ISSUER }).toString()}`;
}

/** A key as it is copied by hand. */
export function inGroups(key: string): string {
  return key.match(/.{1,4}/g)?.join(" ") ?? "";
}
