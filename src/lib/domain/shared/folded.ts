/** A text as it is searched: lower case, without Vietnamese marks, so that "le thi" finds "Lê Thị". */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().trim();
}
