import type { SurveyTurn } from './survey-handle';

declare global {
  namespace App {
    interface Locals {
      /** Set on the respondent's form only. */
      survey?: SurveyTurn;
    }
  }
}

export {};
