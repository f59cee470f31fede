/** A field of a posted form as text; a file or an absent field is empty. */
export function textField(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** A whole number that a form of ours carries, such as a revision that was shown; -1, which none has, for another text. */
export function wholeField(form: FormData, name: string): number {
  const text = textField(form, name);
  return /^\d{1,15}$/.test(text) ? Number(text) : -1;
}
