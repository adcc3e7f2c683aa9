from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from plans.addresses import absolute

from .. import search_file
from ..filters import in_words
from ..search import Search

MAX_QUERY, MAX_FILTER = 200, 200
NOTHING_TO_SEARCH = "さがす言葉がありません。アドレスの「q=」の後ろに、さがす言葉を入れてください。"


def search(request):
    """One box over plans, policies, measures, items, indicators, reports and departments of published plans."""
    found = _search(request.GET)
    context = {
        "query": found.query,
        "search": found,
        "conditions": in_words(found.chosen),
        "most_in_file": search_file.MOST_ROWS,
    }
    return render(request, "actions/search.html", context)


def search_csv(request):
    """The same result as a file. It cannot say that a condition was left out, so that is refused."""
    found = _search(request.GET, in_file=True)
    problems = found.problems if found.words else [NOTHING_TO_SEARCH]
    if problems:
        response = HttpResponseBadRequest("\n".join(problems), content_type="text/plain; charset=utf-8")
    else:
        site_url = absolute(request, "/").removesuffix("/")
        content = search_file.result_csv(found, site_url)
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="search.csv"'
    response["X-Robots-Tag"] = "noindex"  # as the page
    return response


def _search(params, in_file=False):
    def given(name, length):
        return params.get(name, "").replace("\x00", "").strip()[:length]

    return Search(
        given("q", MAX_QUERY),
        kind=given("kind", MAX_FILTER),
        place=given("place", MAX_FILTER),
        page=given("page", MAX_FILTER),
        in_file=in_file,
    )
