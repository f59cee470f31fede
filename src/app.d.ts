import type { Language, Translate } from '$lib/i18n';
import type { Context } from '$lib/server/context';

declare global {
  namespace App {
    interface Locals {
      /** What services take first; its actor is the signed-in person, the token's person, or NOBODY. */
      ctx: Context;
      language: Language;
      t: Translate;
      /** The number of this request in the log. */
      requestId: string;
      /** Who may show the page in a frame, where anybody may: sources as a policy writes them. */
      frameAncestors?: string;
      /** Headers that the reply must carry besides the page's own, such as Retry-After. */
      replyHeaders?: Readonly<Record<string, string>>;
      /** The status of a page that says by itself what was refused. */
      replyStatus?: number;
    }
    interface Error {
      message: string;
      /** Problem code, where the fault was expected. */
      code?: string;
      /** What the server's log calls an unexpected fault. */
      id?: string;
      /** Words of the error page in the reader's language. */
      title?: string;
      back?: string;
      idLabel?: string;
    }
  }
}

export {};
