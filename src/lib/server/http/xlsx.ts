const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A workbook to be saved under its name. */
export function xlsxReply({ fileName, body }: { readonly fileName: string; readonly body: Uint8Array }): Response {
  const headers = { 'content-type': TYPE, 'content-disposition': `attachment; filename="${fileName}"` };
  return new Response(Buffer.from(body), { headers });
}
