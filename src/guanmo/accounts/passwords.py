"""What a password must be, beyond Django's own checks."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """Django's check of length, whose sentence Django itself has not put into Chinese."""

    def get_error_message(self) -> str:
        return f"密码太短，至少要{self.min_length}个字符。"

    def get_help_text(self) -> str:
        return f"密码至少{self.min_length}个字符。"
