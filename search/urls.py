"""Addresses of the search. Those without a language are `programs`."""

from django.urls import path

from search.views import api, page

urlpatterns = [path("search/", page.show, name="search")]
programs = [
    path("api/v1/search", api.search, name="api_search"),
    path("api/v1/suggest", api.suggest, name="api_suggest"),
    path("search/opened", page.opened, name="search_opened"),
]
