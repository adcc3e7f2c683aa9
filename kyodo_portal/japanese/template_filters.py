"""Template filters for fiscal years, the language of a text and its readings; installed as template builtins."""

from django import template
from django.utils.safestring import mark_safe

from . import fiscal_years, ruby, wording

register = template.Library()
register.filter("both_calendars", fiscal_years.both_calendars)
register.filter("era_year", fiscal_years.era_year)
register.filter("ja", wording.ja)
register.filter("easy", ruby.with_ruby)
register.filter("both_names", wording.both_names_of)


@register.filter
def named(thing):
    """Its name for this page, as HTML: English where there is one and the page is English, else marked Japanese."""
    return wording.ja(wording.name_of(thing))


@register.filter
def name_of(thing):
    """Its name for this page, as bare text: for <title> and attributes, where no language can be marked."""
    return wording.name_of(thing)


@register.filter
def ja_each(title):
    """A title as HTML, each part between its bars marked for itself: the plan's name, not the words around it."""
    return mark_safe(" | ".join(wording.ja(mark_safe(part)) for part in title.split(" | ")))  # noqa: S308 - escaped by capture


@register.tag
def capture(parser, token):
    """{% capture as page_title %}…{% endcapture %}: keep what is rendered inside, for use in more than one place."""
    try:
        _tag, word, name = token.split_contents()
    except ValueError:
        word = name = ""
    if word != "as":
        raise template.TemplateSyntaxError("Write it as {% capture as name %}.")
    nodes = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodes, name)


class CaptureNode(template.Node):
    def __init__(self, nodelist, name):
        self.nodelist, self.name = nodelist, name

    def render(self, context):
        context[self.name] = mark_safe(" ".join(self.nodelist.render(context).split()))  # noqa: S308 - rendered by templates
        return ""
