/**
 * The part of an address that decides what is edited, in a form that can be compared. What a text is compared
 * with is no part of it, nor is a dialog in front of the page, unless that is where the editing is done.
 */
export function placeIn(search: string, inDialog: boolean): string {
  const params = new URLSearchParams(search);
  params.delete("against");
  if (!inDialog) params.delete("dialog");
  params.sort();
  return params.toString();
}
