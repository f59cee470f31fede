/** The server sends an empty shell; what stands in it is the tablet's own, read without a network. */
export const csr = true;
