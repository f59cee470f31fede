interface Asked {
  readonly text: string;
  readonly options: readonly { readonly id: string; readonly text: string }[];
}

/** A question and its options as texts to hear, by their keys in the questionnaire. */
export function spokenQuestion(key: string, { text, options }: Asked): readonly { key: string; text: string }[] {
  return [{ key, text }, ...options.map((option) => ({ key: `${key}/${option.id}`, text: option.text }))];
}
