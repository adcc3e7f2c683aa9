from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from .access import access_of


class MemberLoginForm(AdminAuthenticationForm):
    """Who has a current membership comes in; who has none is told so, after the right password."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "利用者名とパスワードの組み合わせが正しくありません。大文字と小文字も区別されます。",
        "no_membership": (
            "いま使える所属と役割がありません。所属は年度末(3月31日)に切れます。"
            "市の事務局に、所属の更新を頼んでください。"
        ),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "利用者名"

    def confirm_login_allowed(self, user):
        if not user.is_active:
            raise self.get_invalid_login_error()
        if access_of(user).is_nobody:
            raise ValidationError(self.error_messages["no_membership"], code="no_membership")
