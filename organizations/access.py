"""Who may see what: the one place that answers it."""

from django.utils import timezone


def may_preview(user, municipality, *, on=None):
    """Whether the user may see what the city has not published: the portal administrator, or its own staff."""
    if not (user.is_active and user.is_staff):
        return False
    if user.is_superuser:
        return True
    day = on or timezone.localdate()
    return user.memberships.filter(municipality=municipality, start_on__lte=day, end_on__gte=day).exists()
