"""団体のログイン: people sign in at their organisation's own provider (OpenID Connect, code flow with PKCE)."""
