"""Signing in and one's own account."""

from tests.permissions.rows import NOT_SIGNED_IN, SIGNED_IN, Row

ACCOUNTS = (
    Row("sign in", "GET", ("/accounts/login/",), who=NOT_SIGNED_IN),
    Row("sign in", "POST", ("/accounts/login/",), who=NOT_SIGNED_IN),
    Row("be told that the account is closed", "GET", ("/accounts/inactive/",)),
    Row("sign out", "GET", ("/accounts/logout/",), who=SIGNED_IN),
    Row("sign out", "POST", ("/accounts/logout/",), ends_at="/accounts/login/"),
    Row("be told that the provider's sign-in was cancelled", "GET", ("/accounts/provider/cancelled/",)),
    Row("be told that the provider's sign-in failed (401)", "GET", ("/accounts/provider/error/",), who=()),
    Row("ask for a new password", "GET", ("/accounts/password/reset/", "/accounts/password/reset/done/")),
    Row("ask for a new password", "POST", ("/accounts/password/reset/",)),
    Row(
        "use the link of a letter",
        "GET",
        ("/accounts/password/reset/key/<uidb36>-<key>/", "/accounts/password/reset/key/done/"),
    ),
    Row("use the link of a letter", "POST", ("/accounts/password/reset/key/<uidb36>-<key>/",)),
    Row("give the code while signing in", "GET", ("/accounts/2fa/authenticate/",), who=()),
    Row("give the code while signing in", "POST", ("/accounts/2fa/authenticate/",), who=()),
    Row("sign up through a provider", "GET", ("/accounts/provider/signup/",), who=()),
    Row("sign up through a provider", "POST", ("/accounts/provider/signup/",), who=()),
    Row(
        "use a provider that is not configured",
        "GET",
        ("/accounts/provider/oidc/<provider_id>/login/", "/accounts/provider/oidc/<provider_id>/login/callback/"),
        who=(),
    ),
    Row(
        "use a provider that is not configured",
        "POST",
        ("/accounts/provider/oidc/<provider_id>/login/", "/accounts/provider/oidc/<provider_id>/login/callback/"),
        who=(),
    ),
    Row(
        "see and change one's own sign-in",
        "GET",
        (
            "/accounts/2fa/",
            "/accounts/2fa/totp/activate/",
            "/accounts/2fa/recovery-codes/generate/",
            "/accounts/password/change/",
            "/accounts/reauthenticate/",
        ),
        who=SIGNED_IN,
    ),
    Row(
        "see and change one's own sign-in",
        "POST",
        (
            "/accounts/2fa/totp/activate/",
            "/accounts/2fa/recovery-codes/generate/",
            "/accounts/password/change/",
            "/accounts/reauthenticate/",
        ),
        who=SIGNED_IN,
    ),
    Row("set a first password where there is one", "GET", ("/accounts/password/set/",), who=()),
    Row("set a first password where there is one", "POST", ("/accounts/password/set/",), who=()),
    Row(
        "use a second factor that one does not have",
        "GET",
        (
            "/accounts/2fa/reauthenticate/",
            "/accounts/2fa/totp/deactivate/",
            "/accounts/2fa/recovery-codes/",
            "/accounts/2fa/recovery-codes/download/",
        ),
        who=(),
    ),
    Row(
        "use a second factor that one does not have",
        "POST",
        ("/accounts/2fa/reauthenticate/", "/accounts/2fa/totp/deactivate/"),
        who=(),
    ),
)
