import type { Invitation, ShutCode } from '../services/people/invitations.ts';
import type { SurveyTurn } from './survey-handle.ts';

declare global {
  namespace App {
    interface Locals {
      /** Set on the respondent's form only. */
      survey?: SurveyTurn;
      /** The one-time code of the address, or why it opens nothing; null without one. */
      invitation?: Invitation | ShutCode | null;
    }
  }
}

export {};
