from django.shortcuts import render

from ..filters import in_words
from ..search import Search

MAX_QUERY, MAX_FILTER = 200, 200


def search(request):
    """One box over plans, policies, measures, items, indicators, reports and departments of published plans."""

    def given(name, length):
        return request.GET.get(name, "").replace("\x00", "").strip()[:length]

    found = Search(
        given("q", MAX_QUERY),
        kind=given("kind", MAX_FILTER),
        place=given("place", MAX_FILTER),
        page=given("page", MAX_FILTER),
    )
    context = {"query": found.query, "search": found, "conditions": in_words(found.chosen)}
    return render(request, "actions/search.html", context)
