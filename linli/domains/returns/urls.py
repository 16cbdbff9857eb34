from django.urls import path

from linli.domains.returns.views import answering

app_name = "returns"
urlpatterns = [
    path("answer/<int:pk>/", answering.answer, name="answer"),
    # asking:
    # books:
]
