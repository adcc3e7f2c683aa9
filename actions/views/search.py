from django.shortcuts import render

from ..search import search_everything


def search(request):
    """One box over plans, policies, measures, items, indicators and departments of published plans."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    groups = search_everything(query)
    total = sum(len(group.hits) for group in groups)
    has_more = any(group.has_more for group in groups)
    return render(
        request,
        "actions/search.html",
        {"query": query, "groups": groups, "total": total, "has_more": has_more},
    )
