"""Workers in processes of their own, for tests that kill them; and somebody for whom they work."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.conf import settings
from django.db import transaction

from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.accounts.queries import whole
from linli.kernel.divisions import scope
from tests.cast import cast_role, plant


def settled(role: str, *codes: str) -> Post:
    """A post over some places of the cast's tree, committed."""
    with transaction.atomic(), scope.everything("the cast of a test"):
        tree = plant()
        places = [tree[code] for code in codes]
        unit = Unit.objects.create(code="U-PDY-1", name="本级办公室", division=places[0])
        user = User.objects.create(username="hua", name="华清和")
        post = Post.objects.create(user=user, unit=unit, role=cast_role(role), title="经办", since=date(2019, 1, 1))
        post.divisions.set(places)
        return whole().get(pk=post.pk)


def start_worker(database: str, *modules: str) -> subprocess.Popen:
    """A worker process in that database, with the jobs of these modules."""
    code = "\n".join(
        [
            "import django; django.setup()",
            "from django.db import connections",
            f"connections['default'].settings_dict['NAME'] = {database!r}",
            *[f"import {name}" for name in modules],
            "from linli.kernel.jobs import worker",
            "worker.run()",
        ]
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "linli.config.settings.test"}
    return subprocess.Popen([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment)


def wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def work_off() -> None:
    """Do all that waits, and come back. In a thread of its own: a browser of another test may keep a loop in this one."""
    from django.db import connections

    from linli.kernel.jobs import worker

    def run() -> None:
        try:
            worker.run(wait=False)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()
