/** The mark of HomeWork; it stands beside the name, which says the same in words. */
export function Logo({ size }: { size: number }) {
  return <img src="/logo.svg" width={size} height={size} alt="" />;
}
