/** No script: a form, a button and a reply. */
export const csr = false;
