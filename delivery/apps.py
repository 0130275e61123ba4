from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"

    def ready(self) -> None:
        from delivery import files, mail
        from delivery.topics import Topic, register

        mail.register_topic()
        register(Topic(name=files.FILES_REMOVED, carry=files.carry_removal, outside=True))
