import type { SurveyTurn } from './survey-handle.ts';

declare global {
  namespace App {
    interface Locals {
      /** Set on the respondent's form only. */
      survey?: SurveyTurn;
    }
  }
}

export {};
