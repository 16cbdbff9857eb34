from django.urls import path

from linli.domains.returns.views import answering, overview, reviewing

app_name = "returns"
urlpatterns = [
    path("answers/", overview.mine, name="answers"),
    path("answer/<int:pk>/", answering.answer, name="answer"),
    path("answer/<int:pk>/save/", answering.save, name="answer_save"),
    path("answer/<int:pk>/submit/", answering.hand_in, name="answer_submit"),
    path("answer/<int:pk>/refresh/", answering.refresh, name="answer_refresh"),
    path("answer/<int:pk>/row/", answering.line, name="answer_row"),
    path("answer/<int:pk>/review/<slug:step>/", reviewing.review, name="answer_review"),
    path("row/<int:pk>/remove/", answering.unline, name="row_remove"),
    path("row/<int:pk>/cell/<int:index>/", answering.cell, name="cell"),
    path("row/<int:pk>/cell/<int:index>/undo/", answering.undo, name="cell_undo"),
    path("request/<int:pk>/overview/", overview.overview, name="overview"),
    path("request/<int:pk>/overview/remind/", overview.remind, name="overview_remind"),
    path("request/<int:pk>/overview/<slug:step>/", overview.step_all, name="overview_step"),
    # asking:
    # books:
]
