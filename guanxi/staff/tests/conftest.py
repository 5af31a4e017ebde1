"""Staff as the tests of these pages know it. Imports wait for Django's start."""

import pytest


def _member(name: str, email: str, role: str):
    from guanxi.core.actor import acting_as_system
    from guanxi.staff.factories import make_member
    from guanxi.staff.tests.people import built_in

    with acting_as_system("test"):
        return make_member(name, email=email, roles=[built_in(role)])


@pytest.fixture
def administrator(db: None):
    return _member("李雷", "li.lei@example.com", "administrator")


@pytest.fixture
def seller(db: None):
    return _member("韩梅梅", "han@example.com", "sales")


@pytest.fixture
def admin_client(administrator):
    from guanxi.staff.tests.people import signed_in

    return signed_in(administrator)


@pytest.fixture
def seller_client(seller):
    from guanxi.staff.tests.people import signed_in

    return signed_in(seller)
