from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import adapters, letters, services
        from delivery.mail import register_letter

        register_letter(services.RESET_LETTER, letters.password_reset)
        register_letter(services.INVITATION_LETTER, letters.invitation)
        register_letter(adapters.NOTE_LETTER, letters.note)
