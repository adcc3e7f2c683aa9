"""Search that finds 市民協働 however it is typed: half width, katakana, old kanji."""

import unicodedata

from django.db.models import Q

from kyodo_portal.japanese.folding import fold

from .scope import scope_in


class FoldedSearch:
    """Every word must be found in one of `search_fields`; a `search_text` column is compared folded."""

    def get_search_results(self, request, queryset, search_term):
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = self.narrowed(queryset, scope_in(request.GET))
        for word in search_term.split():
            queryset = queryset.filter(self._found(word))
        return queryset, False

    def _found(self, word):
        found = Q()
        for name in self.search_fields:
            if name.endswith("search_text"):
                found |= Q(**{f"{name}__contains": fold(word)})
            else:
                for form in {word, unicodedata.normalize("NFKC", word)}:
                    found |= Q(**{f"{name}__icontains": form})
        return found
