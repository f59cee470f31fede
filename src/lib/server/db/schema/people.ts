/** Who may sign in, and how. */
export interface PeopleTables {
  person: Person;
  role_grant: RoleGrant;
  session: Session;
  api_token: ApiToken;
  one_use_link: OneUseLink;
  sign_in_delay: SignInDelay;
  totp: Totp;
  recovery_code: RecoveryCode;
  passkey: Passkey;
  oidc_identity: OidcIdentity;
}

interface Person {
  id: string;
  account: string;
  name: string;
  password_hash: string | null;
  disabled: number;
  /** The unit whose agency the person works for; a reopening needs persons of two. */
  agency: string | null;
}
interface RoleGrant {
  person: string;
  role: string;
  unit: string;
}
interface Session {
  token_hash: string;
  person: string;
  created_at: number;
  seen_at: number;
}
interface ApiToken {
  token_hash: string;
  person: string;
  name: string;
  created_at: number;
  revoked_at: number | null;
}
interface OneUseLink {
  token_hash: string;
  purpose: string;
  expires_at: number;
  used_at: number | null;
  /** Whose password it sets; null for the first set-up and for marks of what was used. */
  person: string | null;
}
interface SignInDelay {
  key: string;
  failures: number;
  last_at: number;
  next_at: number;
}
interface Totp {
  person: string;
  sealed_secret: string;
  /** The last time-step (of 30 s) whose code was used. */
  last_step: number;
  created_at: number;
}
interface RecoveryCode {
  person: string;
  code_hash: string;
  used_at: number | null;
}
interface Passkey {
  id: string;
  person: string;
  name: string;
  public_key: string;
  counter: number;
  created_at: number;
  used_at: number | null;
}
interface OidcIdentity {
  person: string;
  issuer: string;
  subject: string | null;
}
