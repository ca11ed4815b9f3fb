from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "attainable.accounts"
    label = "accounts"
