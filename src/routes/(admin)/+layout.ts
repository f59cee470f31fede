/** Pages of plain HTML; the one script they load draws the chart. */
export const csr = false;
