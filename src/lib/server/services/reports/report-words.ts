import i18next from 'i18next';
import enAdmin from '../../../i18n/en/admin.json' with { type: 'json' };
import enAttention from '../../../i18n/en/attention.json' with { type: 'json' };
import enPlan from '../../../i18n/en/plan.json' with { type: 'json' };
import enReport from '../../../i18n/en/report.json' with { type: 'json' };
import { formatFor, type Format } from '../../../i18n/format.ts';
import viAdmin from '../../../i18n/vi/admin.json' with { type: 'json' };
import viAttention from '../../../i18n/vi/attention.json' with { type: 'json' };
import viPlan from '../../../i18n/vi/plan.json' with { type: 'json' };
import viReport from '../../../i18n/vi/report.json' with { type: 'json' };

/** A job runs from source, where the catalogs are not gathered as they are in the built server: it names its own. */
const i18n = i18next.createInstance();
void i18n.init({
  resources: {
    vi: { admin: viAdmin, attention: viAttention, plan: viPlan, report: viReport },
    en: { admin: enAdmin, attention: enAttention, plan: enPlan, report: enReport }
  },
  fallbackLng: 'vi',
  initAsync: false,
  interpolation: { escapeValue: false }
});

export interface ReportWords {
  readonly language: 'vi' | 'en';
  readonly t: (key: string, vars?: Readonly<Record<string, unknown>>) => string;
  readonly lines: (key: string) => readonly string[];
  readonly format: Format;
}

/** The words and numbers of a report in a language. */
export function reportWords(language: 'vi' | 'en'): ReportWords {
  const fixed = i18n.getFixedT(language);
  return {
    language,
    t: (key, vars) => fixed(key, { ...vars }),
    lines: (key) => {
      const found: unknown = fixed(key, { returnObjects: true });
      return Array.isArray(found) ? found.map(String) : [];
    },
    format: formatFor(language)
  };
}
