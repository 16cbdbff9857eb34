"""Whatever an address says, a page answers; nothing is reported as a failure of the system."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.queries import list_posts_held
from linli.kernel.divisions import scope
from linli.kernel.divisions.clock import today
from linli.portal import actions

pytestmark = pytest.mark.xdist_group("city")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/board/?at=0001-01-01", 200),
        ("/figures/consultation.held/?at=0001-01-01", 200),
        ("/figures/consultation.held/?at=9999-12-31", 200),
        ("/figures/consultation.held/?dim.category=%00", 404),
        ("/figures/funds.allocated/?dim.source=ctiy", 404),
        ("/correspondence/letters/1/pick/?code=funds.allocated&p.source=%00", 200),
        ("/lookup/committees.committee/?q=4109", 200),
        ("/funds/budget/?year=00000000000000000000999999999999", 200),
    ],
)
def test_a_hostile_address_is_answered(address, status, visit):
    assert visit("mz-clerk", address).status_code == status


@pytest.mark.parametrize("at", ["garbage", "2021-02-30"])
def test_a_day_that_is_none_is_a_wrong_call(at, city):
    with pytest.raises(CommandError, match="不是日期"):
        call_command("figures", "--division", "410900000000", "--at", at)


def test_a_post_without_a_division_is_not_held(city):
    with transaction.atomic(), scope.everything("test"):
        post = actions.get_post("hl-county")
        Post.objects.create(user=post.user, unit=post.unit, role=post.role, title="空岗", since=today())

        assert [each.pk for each in list_posts_held(post.user, today())] == [post.pk]
        transaction.set_rollback(True)
