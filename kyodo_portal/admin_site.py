"""The staff site."""

from django.contrib.admin import AdminSite


class PortalAdminSite(AdminSite):
    site_header = "Kyodo Portal 職員用"
    site_title = "Kyodo Portal 職員用"
    index_title = "計画と進捗の管理"
    empty_value_display = "―"
