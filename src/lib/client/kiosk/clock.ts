/** The tablet's clock as ISO 8601; the server corrects it by how much it was off in the contact. */
export const isoNow = (): string => new Date().toISOString();
