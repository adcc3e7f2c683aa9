"""What machines read of a page, as JSON-LD in the words of schema.org: where the page stands, and what it is of."""

import json
from functools import partial

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from kyodo_portal.japanese.wording import JAPANESE, name_of

from .addresses import absolute

# The text of JSON must not end the <script> it stands in.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def as_json_ld(metadata):
    """For <script type="application/ld+json">, which is data: no browser runs it."""
    return mark_safe(json.dumps(metadata, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped above


def graph(*things):
    return as_json_ld({"@context": "https://schema.org", "@graph": list(things)})


def home_data(request):
    """The site, and how it is searched."""
    whole = partial(absolute, request)
    return graph(
        {
            "@type": "WebSite",
            "@id": whole(reverse("plans:home")),
            "url": whole(reverse("plans:home")),
            "name": "Kyodo Portal",
            "description": _("市民協働の計画と進みぐあい"),
            "inLanguage": get_language(),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": f"{whole(reverse('actions:search'))}?q={{search_term_string}}",
                },
                "query-input": "required name=search_term_string",
            },
        }
    )


def city_data(request, city):
    return graph(breadcrumbs(request, city))


def identity(request, plan):
    """What names the plan in every language: the address of its Japanese page."""
    with override(JAPANESE):
        return absolute(request, plan.get_absolute_url())


def page_data(request, plan, name):
    """A page of a plan other than its first, under its name in the crumbs."""
    address, of_plan = absolute(request, request.path), identity(request, plan)
    return graph(
        {
            "@type": "WebPage",
            "@id": address,
            "url": address,
            "name": name,
            "inLanguage": get_language(),
            "isPartOf": {"@type": "Dataset", "@id": of_plan, "name": plan.title, "url": of_plan},
        },
        breadcrumbs(request, plan.municipality, plan, (name, request.path)),
    )


def part_data(request, name, whole, name_of_whole):
    """One page of a work that has several; `whole`: the full address of the work."""
    address = absolute(request, request.path)
    return graph(
        {
            "@type": "WebPage",
            "@id": address,
            "url": address,
            "name": name,
            "inLanguage": get_language(),
            "isPartOf": {"@type": "Report", "@id": whole, "name": name_of_whole, "url": whole},
        }
    )


def breadcrumbs(request, *steps):
    """As the page shows them, from the first page on. A step is a city, a plan, or (name, path)."""
    named = [(_("ホーム"), reverse("plans:home"))]
    named += [step if isinstance(step, tuple) else (name_of(step), step.get_absolute_url()) for step in steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(request, path)}
            for position, (name, path) in enumerate(named, 1)
        ],
    }
