from django.urls import path

from linli.domains.disclosure import views
from linli.domains.disclosure.records import ITEM, POWER
from linli.kernel.ui.urls import record_urls

app_name = "disclosure"
urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/adopt/", views.adopt, name="adopt"),
    # These stand before those of the registers, whose pages they take the place of.
    path("item/<int:pk>/", views.item_detail, name="item_detail"),
    path("power/<int:pk>/", views.power_detail, name="power_detail"),
    path("posting/<int:pk>/", views.posting, name="posting"),
    path("posting/<int:pk>/poster.pdf", views.poster, name="poster"),
    path("question/<int:pk>/", views.question, name="question"),
    path("question/<int:pk>/reveal/<slug:field>/", views.reveal, name="reveal"),
    path("run/<int:pk>/", views.run, name="run"),
    path("<slug:what>/<int:pk>/do/<slug:deed>/", views.do, name="do"),
    *record_urls(ITEM),
    *record_urls(POWER),
]
