import pytest

from guanxi.customers.tests.people import People, make_people


@pytest.fixture
def people(db: None) -> People:
    """The people of these tests, in the database."""
    from guanxi.core.actor import acting_as_system  # Django is not up yet when this file is read

    with acting_as_system("test"):
        return make_people()
