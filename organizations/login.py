from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone

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
        "city_out_of_use": (
            "所属する市区町村は、このポータルの使用を止めています。"
            "使用については、ポータルの管理者に聞いてください。"
        ),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "利用者名"

    def confirm_login_allowed(self, user):
        if not user.is_active:
            raise self.get_invalid_login_error()
        if access_of(user).is_nobody:
            code = why_no_entry(user)
            raise ValidationError(self.error_messages[code], code=code)


def why_no_entry(user):
    """The key of the sentence for somebody who may do nothing today."""
    # A membership that lasts and gives nothing is one of a city out of use.
    lasts = user.memberships.lasting(timezone.localdate()).exists()
    return "city_out_of_use" if lasts else "no_membership"
