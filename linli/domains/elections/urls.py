from django.urls import path

from linli.domains.elections import views
from linli.domains.elections.records import ELECTION, VOTER
from linli.kernel.ui.urls import record_urls

app_name = "elections"
urlpatterns = [
    # This stands before that of the register, whose page it takes the place of.
    path("election/<int:pk>/", views.election_detail, name="election_detail"),
    path("election/<int:pk>/do/<slug:deed>/", views.election_do, name="election_do"),
    path("election/<int:pk>/voters/", views.voters, name="voters"),
    path("election/<int:pk>/count/<int:station>/", views.result_entry, name="result_entry"),
    path("election/<int:pk>/tallies.json", views.tallies_file, name="tallies_file"),
    path("election/<int:pk>/papers/<slug:code>.<slug:form>", views.paper, name="paper"),
    path("progress/", views.progress, name="progress"),
    path("doubles/", views.doubles, name="doubles"),
    path("structure/", views.structure, name="structure"),
    *record_urls(ELECTION),
    # A voter is registered and struck on the page of the election; the register only looks, takes in and gives out.
    path("voter/new/", views.voter_by_hand),
    path("voter/<int:pk>/edit/", views.voter_by_hand),
    *record_urls(VOTER),
]
