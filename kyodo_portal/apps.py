"""The roof as an app of its own (commands), and the admin with our site object."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "kyodo_portal"


class PortalAdminConfig(AdminConfig):
    default_site = "kyodo_portal.admin_site.PortalAdminSite"
