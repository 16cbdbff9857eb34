"""One request is one transaction, and it starts with a scope that shows no record."""

from django.db import transaction

from linli.kernel.divisions import scope


class TransactionMiddleware:
    """Opens the transaction in which the scope of the request lives, and undoes it when the answer is an error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with transaction.atomic(), scope.entered(scope.NOTHING):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response
