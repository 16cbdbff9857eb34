"""The one task that procrastinate knows: run the job with this number."""

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from linli.kernel.jobs import running

# For as long as it takes: the queue forgets what it gives up, and a job itself counts how often it was begun.
AGAIN = RetryStrategy(wait=3, retry_exceptions={running.StillRunning, *running.INTERRUPTIONS})


@app.task(name="linli.kernel.jobs.tasks.run", queue="jobs", retry=AGAIN)
def run(job: int, post: int) -> None:
    try:
        running.run(job, post)
    finally:
        # The thread may never be used again, and nobody else could close its connection.
        connection.close()
