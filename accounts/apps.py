from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import adapters, letters, permissions, services
        from delivery.mail import register_letter
        from geo.openness import register_who_works_here

        register_who_works_here(permissions.may_look_around)
        register_letter(services.RESET_LETTER, letters.password_reset)
        register_letter(services.INVITATION_LETTER, letters.invitation)
        register_letter(adapters.NOTE_LETTER, letters.note)
